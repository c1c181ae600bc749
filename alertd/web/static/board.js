// Keeps the board as the server sees it; a form somebody is about to press stays.
"use strict";
const board = document.getElementById("board");
let held = null;
function show(html) {
  if (board.matches(":has(form:focus-within, button:active)")) { held = html; return; }
  held = null;
  board.innerHTML = html;
}
const events = new EventSource("/events?world=" + encodeURIComponent(board.dataset.world));
events.onmessage = (event) => show(JSON.parse(event.data));
events.onerror = () => document.body.classList.add("lost-connection");
events.onopen = () => document.body.classList.remove("lost-connection");
document.addEventListener("focusout", () => { if (held !== null) setTimeout(() => held !== null && show(held), 100); });
