// What the parts of a widget hand to one another. Nothing here runs.
/** @import { Questions } from "./kit/prediction.mjs" */

/**
 * @typedef {{ get(name: string): any, set(name: string, value: unknown): void, save_changes(): void,
 *   on(event: string, callback: () => void): void, off(event: string, callback: () => void): void }} Model the traits, as anywidget gives them
 * @typedef {{ model: Model, el: HTMLElement }} Context what a widget's render() gets
 * @typedef {Record<string, any>} State traits by name
 * @typedef {{ steps: number, problem: string | null }} Scene the least that is computed of a state
 * @typedef {{ root: HTMLElement, draw: (value: any, state?: any) => void, reset?: () => void }} Control
 * @typedef {[trait: string, control: Control][]} Controls
 */
/**
 * @template C, S
 * @typedef {{ scene: C, state: S & { step: number, predict: boolean, title: string }, step: number, shown: (index: number) => boolean,
 *   known: boolean, sized: boolean, pointed: Pointed | null }} Now
 */
/**
 * @template C, S
 * @typedef {{ stage: Element, sum: Element, controls: Controls, views: [label: string, element: Element, wide?: boolean][], hint?: string,
 *   scene: (state: S) => C, draw: (now: Now<C, S>) => void, sentence: (now: Now<C, S>) => string, questions: Questions<C> }} Parts
 */
/** @typedef {{ kind: string, r: number, c: number }} Pointed the cell under the pointer or focus */

export {};
