import { RankingJudge } from "../src/engine/rankingJudge";
import { exposeService } from "./exposeService";

exposeService(new RankingJudge());
