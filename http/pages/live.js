// SPDX-License-Identifier: Apache-2.0
// What the payer's page does where scripts run: buttons that copy, and a status that stays up to date by itself.
(() => {
    "use strict";
    const page = document.getElementById("page");

    const offer_copying = () => {
        if (!navigator.clipboard) return;
        for (const button of page.querySelectorAll("[data-copy]")) {
            button.hidden = false;
            button.onclick = async () => {
                await navigator.clipboard.writeText(button.dataset.copy);
                button.textContent = "Copied";
                setTimeout(() => { button.textContent = "Copy"; }, 2000);
            };
        }
    };

    // Whoever is filling in a form keeps it; the status above it still changes.
    const is_typing = () => [...page.querySelectorAll("form input:not([type=hidden])")]
        .some((field) => field === document.activeElement || field.value !== field.defaultValue);

    const show = (text) => {
        const next = new DOMParser().parseFromString(text, "text/html").getElementById("page");
        if (!next) return null;
        // Its element stays, so that readers of the screen are told what became of it.
        const status = page.querySelector("#status"), news = next.querySelector("#status");
        if (status.innerHTML !== news.innerHTML) {
            status.replaceChildren(...news.childNodes);
            status.classList.remove("fresh");
            void status.offsetWidth;
            status.classList.add("fresh");
        }
        if (is_typing()) return next.dataset.status;
        const open = page.querySelector("details")?.open;
        const rest = page.querySelector("#rest");
        rest.replaceChildren(...next.querySelector("#rest").childNodes);
        const details = rest.querySelector("details");
        if (details && open) details.open = true;
        offer_copying();
        return next.dataset.status;
    };

    // What is told may be newer than what the page can show yet: asked again a few times, ever later.
    const pauses_ms = [0, 300, 1000, 3000, 10000];
    let told = page.dataset.status, waiting = null;
    const refresh = async (attempt) => {
        let shown = null;
        try {
            const answer = await fetch(location.pathname, { cache: "no-cache" });
            if (answer.ok) shown = show(await answer.text());
            if (answer.status === 410) location.reload();  // the link has ended, and the answer says so
        } catch { /* without a network: the next attempt, or the next event */ }
        if (shown !== told && attempt + 1 < pauses_ms.length) ask(attempt + 1);
    };
    const ask = (attempt) => {
        clearTimeout(waiting);
        waiting = setTimeout(() => refresh(attempt), pauses_ms[attempt]);
    };

    let source = null;
    const follow = () => {
        if (document.hidden || source || !window.EventSource || !page.dataset.events) return;
        source = new EventSource(page.dataset.events);
        let first = true;
        source.addEventListener("status", (event) => {
            // The first one says how it stands: a page that shows just that has nothing to fetch.
            const is_known = first && event.data === told;
            first = false;
            told = event.data;
            if (!is_known) ask(0);
        });
    };
    const leave = () => { source?.close(); source = null; };
    document.addEventListener("visibilitychange", () => document.hidden ? leave() : follow());
    addEventListener("pagehide", leave);
    addEventListener("pageshow", follow);

    offer_copying();
    follow();
})();
