// Tells whoever looks at a page that something was recorded since it was drawn, and draws it anew for whoever only looks.
// The page says which mark it was drawn at, and the words for it ([data-mark]); the socket says where the mark stands now.
(() => {
  const IDLE_MS = 60000, AGAIN_MS = 60000, SPREAD_MS = 5000, RETRY_MS = 5000;
  let known = 0, touched = Date.now(), drawn = 0, note = null, waiting = 0;

  const told = () => document.querySelector("[data-mark]")?.dataset;
  const mark = () => Number(told()?.mark || 0);
  const running = () => document.querySelector("[data-test-script-state=running]") !== null;
  const busy = () => document.querySelector("[role=dialog]") !== null
    || /^(INPUT|TEXTAREA)$/.test(document.activeElement?.tagName || "") || document.activeElement?.isContentEditable;

  // Streamlit's own key for running a page again; what was chosen and typed stays.
  function again() {
    drawn = Date.now();
    document.activeElement?.blur?.();
    document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "r", code: "KeyR", keyCode: 82, which: 82, bubbles: true}));
  }

  function show() {
    if (!note) {
      note = document.createElement("div");
      note.setAttribute("role", "status");
      note.className = "freshness";
      note.append(document.createElement("button"));
      note.firstChild.addEventListener("click", again);
      document.body.append(note);
    }
    note.firstChild.textContent = told().changed;
    note.hidden = false;
  }

  // Streamlit serves every page as English: who hears the page read, and the style sheet, are told which it is.
  function spoken() {
    const language = told()?.spoken;
    if (language && document.documentElement.lang !== language) document.documentElement.lang = language;
  }

  function look() {
    spoken();
    clearTimeout(waiting);
    const old = mark() > 0 && known > mark() && !running();
    if (!old) { if (note) note.hidden = true; return; }
    const now = Date.now();
    if (!document.hidden && !busy() && now - touched > IDLE_MS && now - drawn > AGAIN_MS) {
      waiting = setTimeout(() => { if (known > mark() && !busy()) again(); }, Math.random() * SPREAD_MS);
    } else {
      waiting = setTimeout(look, IDLE_MS);
    }
    show();
  }

  function listen() {
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/freshness`);
    socket.onmessage = (news) => { known = Math.max(known, Number(news.data)); look(); };
    socket.onclose = () => setTimeout(listen, RETRY_MS * (1 + Math.random()));
  }

  // Tables are painted for the screen: on paper they shrink by as much as the screen was wider than the paper.
  const PAPER_PX = 1040;
  addEventListener("beforeprint", () => {
    const wide = document.querySelector(".stMainBlockContainer .stVerticalBlock")?.clientWidth || PAPER_PX;
    document.documentElement.style.setProperty("--paper", Math.min(1, PAPER_PX / wide));
  });

  for (const kind of ["pointerdown", "keydown", "wheel"]) {
    addEventListener(kind, (event) => { if (event.isTrusted) touched = Date.now(); }, {capture: true, passive: true});
  }
  document.addEventListener("visibilitychange", look);
  new MutationObserver(look).observe(document.documentElement, {
    subtree: true, attributes: true, attributeFilter: ["data-test-script-state", "data-mark"],
  });
  // Whoever has not signed in sees a page without a mark, and no socket would be opened to her.
  const arrival = new MutationObserver(() => { if (mark() > 0) { arrival.disconnect(); listen(); } });
  arrival.observe(document.documentElement, {subtree: true, childList: true});
})();
