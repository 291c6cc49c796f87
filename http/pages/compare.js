// SPDX-License-Identifier: Apache-2.0
// Compares a file with the recorded documents, on the reader's own device: nothing is sent.
(() => {
    "use strict";
    const box = document.getElementById("compare");
    if (!box || !window.crypto?.subtle) return;
    const field = box.querySelector("input"), said = box.querySelector("[role=status]");
    box.hidden = false;
    field.onchange = async () => {
        const file = field.files[0];
        if (!file) return;
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
        const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        const is_same = box.dataset.hashes.split(" ").includes(hex);
        said.className = is_same ? "badge good" : "badge bad";
        said.textContent = is_same ? "Same file, byte for byte" : "Not the recorded file";
    };
})();
