// A page that was opened as a file may not start a worker in every browser, and the search runs in one. There, a hidden frame that
// loads the same script takes its place: it is asked and answers as the worker would.
"use strict";

if (location.protocol === "file:") {
  // A message is a copy, and arrives when its sender is done, as between a page and a worker.
  const message = (data) => new MessageEvent("message", { data: structuredClone(data) });

  window.Worker = class {
    constructor(url) {
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.answer = (data) => setTimeout((event) => this.onmessage?.(event), 0, message(data));
      this.ready = new Promise((resolve) => (this.frame.onload = resolve));
      const script = document.createElement("script");
      script.src = new URL(url, location.href).href;
      // The frame belongs to this page, so its script may ask for the element it lies in.
      this.frame.srcdoc = "<script>postMessage = (data) => frameElement.answer(data)</script>" + script.outerHTML;
      document.body.append(this.frame);
    }

    postMessage(data) {
      const event = message(data);
      this.ready.then(() => setTimeout(() => this.frame.contentWindow?.dispatchEvent(event)));
    }

    terminate() {
      this.frame.remove();
    }
  };
}
