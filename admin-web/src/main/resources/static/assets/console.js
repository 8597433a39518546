// What htmx alone can't do: ages that tick, a refresh that waits for a selection, a word when the console itself is gone, and
// the keyboard's place after a part of the page was exchanged. Everything works without this file, only less smoothly.
"use strict";

(() => {
  const offline = document.getElementById("offline");
  let lastAnswer = new Date();

  function span(seconds) {
    if (seconds < 1) return "just now";
    if (seconds < 60) return Math.floor(seconds) + " s ago";
    if (seconds < 3600) return Math.floor(seconds / 60) + " min " + Math.floor(seconds % 60) + " s ago";
    return Math.floor(seconds / 3600) + " h " + Math.floor((seconds % 3600) / 60) + " min ago";
  }

  // Ages count from when the page came, by the browser's own clock, which may differ from the server's.
  let arrived = performance.now();
  const ages = () => document.querySelectorAll("[data-since]");
  function rebase() {
    arrived = performance.now();
    ages().forEach(age => { age.dataset.base = String(seconds(age.textContent)); });
  }
  function seconds(text) {
    const unit = { s: 1, min: 60, h: 3600, d: 86400 };
    return [...text.matchAll(/(\d+) (s|min|h|d)/g)].reduce((sum, part) => sum + part[1] * unit[part[2]], 0);
  }
  setInterval(() => {
    const passed = (performance.now() - arrived) / 1000;
    ages().forEach(age => { age.textContent = span(Number(age.dataset.base) + passed); });
  }, 1000);
  rebase();

  function selecting(part) {
    const selection = document.getSelection();
    return selection && !selection.isCollapsed && selection.rangeCount > 0 && selection.containsNode(part, true);
  }

  document.body.addEventListener("htmx:beforeSwap", event => {
    const live = event.detail.target.closest("[data-live]");
    if (!live) return;
    if (event.detail.isError) {
      event.detail.shouldSwap = false;
      gone();
    } else if (selecting(live) || live.querySelector("details[open]")) {
      // somebody is reading or copying: the next refresh comes soon
      event.detail.shouldSwap = false;
    }
  });
  document.body.addEventListener("htmx:afterSwap", event => {
    rebase();
    if (event.detail.target.id === "main") {
      const title = document.querySelector("#main h1");
      if (title) title.focus({ preventScroll: true });
    }
  });

  function gone() {
    if (offline.hidden) {
      const since = document.getElementById("offline-since");
      since.dateTime = lastAnswer.toISOString();
      since.textContent = lastAnswer.toLocaleTimeString();
      offline.hidden = false;
    }
  }
  document.body.addEventListener("htmx:sendError", gone);
  document.body.addEventListener("htmx:timeout", gone);
  document.body.addEventListener("htmx:afterRequest", event => {
    if (event.detail.successful) {
      lastAnswer = new Date();
      offline.hidden = true;
    }
  });
})();
