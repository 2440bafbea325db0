import { TableSearch } from "../src/engine/tableSearch";
import { exposeService } from "./exposeService";

exposeService(new TableSearch());
