import { LibraryService } from "../src/engine/libraryService";
import { exposeService } from "./exposeService";

exposeService(new LibraryService());
