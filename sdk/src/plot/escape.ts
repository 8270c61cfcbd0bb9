/**
 * Texts from data in figures. plotly reads a subset of HTML in titles, names and labels: what comes from data is escaped
 * once, here, when a figure is made. Who draws a figure without plotly takes the escapes back with `plainText`.
 */
import { shown } from "../base/text.js";

/** A text from data, as plotly shows it literally: on one line, controls made visible, at most `max` characters. */
export function plotlyText(text: string, max = 120): string {
  return shown(text, max).replace(/[&<>]/g, (sign) => escapes[sign]!);
}

/** The literal text of what `plotlyText` made. Markup, which only options of the user can hold, is taken as it stands. */
export function plainText(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (code) => signs[code]!);
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const signs: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

const color = /^(?:#(?:[0-9a-f]{3}|[0-9a-f]{6})|rgba?\(\s*\d{1,3}(?:\s*,\s*(?:\d{1,3}|0?\.\d+)){2,3}\s*\))$/i;

/** Whether a text from data is a color in numbers, and nothing else. Words are values like others. */
export function isColor(text: string): boolean {
  return color.test(text);
}
