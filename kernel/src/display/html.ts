/** The one way of text into a page, shared with plots. */
export { escapeHtml, oneLine } from "tapelab/html";
