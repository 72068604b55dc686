// What every widget's text begins with; kit/script.py puts it there.
import { open } from "./kit/card.mjs";
import { frame } from "./board/frame.mjs";
import { grid } from "./board/grid.mjs";
import { slideQuestions } from "./kit/mistakes.mjs";
import { sumLine } from "./kit/views.mjs";
