// What every widget's text begins with; kit/script.py puts it there.
import "./kit/card.mjs";
import "./board/frame.mjs";
import "./board/grid.mjs";
import "./kit/mistakes.mjs";
import "./kit/views.mjs";
