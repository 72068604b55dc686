// The ten answers: a bar for each probability; each logit can be chosen, to be chased back.
import { h, set, text } from "../kit/dom.mjs";
import { show } from "../kit/numbers.mjs";

/** 97.31 %, and never 0 or 100: a softmax is neither. */
export function percent(share) {
  const told = (100 * share).toFixed(2);
  if (told === "0.00") return "< 0.01\u00a0%";
  return told === "100.00" ? "> 99.99\u00a0%" : `${told}\u00a0%`;
}

/** The same in a sentence. */
export const sure = (share) => percent(share).replace("> ", "more than ").replace("< ", "less than ");

/** Two digits behind the point, and a real minus sign. */
export const fixed = (value, digits = 2) => value.toFixed(digits).replace(/^-(?=.*[1-9])/, "−").replace(/^-/, "");

export function answers({ onPick }) {
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const bar = h("span", { class: "cnn-bar" });
    const parts = { share: h("span", { class: "cnn-share" }), logit: h("span", { class: "cnn-logit" }) };
    const button = h("button", { type: "button", onclick: () => { if (button.ariaDisabled !== "true") onPick(digit); } },
      h("b", {}, String(digit)), h("span", { class: "cnn-track" }, bar), parts.share, parts.logit);
    return { button, bar, ...parts };
  });
  const head = h("p", { class: "cnn-answers-head", "aria-hidden": "true" }, h("span"), h("span", {}, "Probability"), h("span"), h("span", {}, "Logit"));
  const root = h("div", { class: "cnn-answers", role: "group", "aria-label": "Ten answers" }, head, ...rows.map(({ button }) => button));

  /** known: false while the answer is to be predicted; open: whether a logit can be chased. */
  function draw({ logits, shares, winner, digit, known, open }) {
    rows.forEach(({ button, bar, share, logit }, index) => {
      bar.style.width = known ? `${100 * shares[index]}%` : "0";
      text(share, known ? percent(shares[index]) : "?");
      text(logit, known ? fixed(logits[index]) : "?");
      set(button, "class", known && index === winner ? "cnn-first" : null);
      set(button, "aria-pressed", String(open && index === digit));
      set(button, "aria-disabled", String(!open));
      set(button, "aria-label", known ? `${index}: ${sure(shares[index])}, logit ${show(logits[index], 4)}${open ? ". Chase it back" : ""}` : `${index}: to be predicted`);
    });
  }

  return { root, draw };
}
