// What every widget's text begins with; script.py puts it there.
import { open } from "./card.mjs";
import { frame } from "./frame.mjs";
import { grid } from "./grid.mjs";
import { slideQuestions } from "./mistakes.mjs";
import { sumLine } from "./views.mjs";
