/* Of each case, [widget, state]: the formula in letters, each axis with its numbers, and what is
   said to each answer; null where the settings are impossible. test_size_questions.py runs it. */
async (/** @type {{ sources: string[], cases: string }} */ { sources, cases }) => {
  /** @param {string} text */
  const load = (text) => import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  const m = Object.assign({}, ...(await Promise.all(sources.map(load))));
  /** @param {(Node | string)[]} parts */
  const text = (parts) => parts.map((part) => (typeof part === "string" ? part : part.textContent)).join("|");

  /** @param {(Node | string)[]} parts @param {any} question @param {any[]} axes */
  const told = (parts, question, axes) => {
    const skip = question.right.length - axes.length; // fields before the sizes
    const answers = Array.from({ length: 40 }, (_, answer) => answer);
    /** @param {number} index */
    const said = (index) => answers.map((answer) => [answer, question.mistake(skip + index, answer)]);
    return { view: text(parts), whole: question.whole, axes: axes.map((axis, index) => ({ ...axis, said: said(index) })) };
  };
  /** @param {any} scene */
  const axesOf = ({ n, k, s, p, d = [1, 1], extra = [0, 0], sides, size }) =>
    [0, 1].map((a) => ({
      n: n[a],
      k: k[a],
      s: s[a],
      p: p[a],
      d: d[a],
      extra: extra[a],
      size: size[a],
      before: sides?.[a][0] ?? p[a],
      after: sides?.[a][1] ?? p[a],
    }));

  /** @type {Record<string, (state: any) => any>} */
  const widgets = {
    SlidingKernel(state) {
      const stamped = state.operation === "transposed";
      const scene = stamped ? m.stampScene(state) : m.windowScene(state);
      const questions = stamped ? m.stampQuestions : m.slideQuestions;
      return scene.problem ? null : told((stamped ? m.stampSize : m.sizeView)(scene, false), questions.size(scene), axesOf(scene));
    },
    PoolingWindow(state) {
      const scene = m.poolOf(state);
      return scene.problem ? null : told(m.poolSizeView(scene, false), m.poolQuestions.size(scene), axesOf(scene));
    },
    SlidingVector({ signal, kernel, operation, mode }) {
      const scene = m.slideVector(signal, kernel, operation, mode);
      return told(m.lengthView(scene, false), m.vectorQuestions.size(scene), axesOf(scene).slice(1));
    },
    GradientSlide(state) {
      const scene = m.backward(state);
      if (scene.problem) return null;
      const axes = axesOf(scene).map((axis, a) => ({ ...axis, m: scene.m[a], unread: m.unread(scene)[a] }));
      return told(m.gradientSizeView(scene, false), m.gradientQuestions.size(scene), axes);
    },
    ShapeTracer({ stack, input_shape: input }) {
      const rows = m.trace(m.parse(stack), input);
      return rows.flatMap((/** @type {any} */ row, /** @type {number} */ index) => {
        if (row.problem || !["slide", "transposed"].includes(row.kind)) return [];
        const question = { ...m.questions.cell({ rows, input }, index), right: row.shape };
        return [
          told(
            m.sizeLine(rows, index, false),
            question,
            row.axes.map((/** @type {any} */ axis) => ({ ...axis, p: axis.before, size: axis.out })),
          ),
        ];
      });
    },
  };
  return JSON.stringify(JSON.parse(cases).map((/** @type {[string, any]} */ [widget, state]) => [widgets[widget](state)].flat()));
};
