/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ordo.js: comfort on top of pages that work without it.  No words of its own:
 * every text comes from the page's attributes, already in its language.
 * What each data- attribute does is written in doc/look.md.
 */
"use strict";

const doc = document;
const root = doc.documentElement;
const account = root.dataset.account || "";
const all = (selector, from = doc) =>
    [...from.querySelectorAll(selector)];

/* Theme: a cookie, so that the server sends the next page right. */

const themeNow = () => root.dataset.theme ||
    (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

function themeShow() {
    for (const b of all("[data-theme-toggle]")) {
        b.hidden = false;
        b.ariaPressed = themeNow() === "dark";
    }
}

function themeFlip() {
    root.dataset.theme = themeNow() === "dark" ? "light" : "dark";
    doc.cookie = "theme=" + root.dataset.theme +
        "; Path=/; Max-Age=31536000; SameSite=Lax" +
        (location.protocol === "https:" ? "; Secure" : "");
    themeShow();
}

/* Menus: close by Escape or a click elsewhere; fold when narrow. */

const narrow = matchMedia("(max-width: 48em)");

function menusClose(except) {
    for (const d of all("details.menu[open]"))
        if (!except || !d.contains(except))
            d.open = false;
}

function navFold() {
    for (const d of all(".nav details"))
        d.open = !narrow.matches;
}

/* Forms: once, confirmed, files of the right size. */

function formBusy(form, busy) {
    form.classList.toggle("busy", busy);
    for (const b of all("button:not([type=button])", form))
        b.setAttribute("aria-disabled", busy);
}

function fileCheck(input) {
    const most = Number(input.dataset.maxBytes);
    const big = [...input.files].find(f => f.size > most);
    let line = input.parentNode.querySelector(".field-error.size");
    if (!line) {
        line = doc.createElement("p");
        line.className = "field-error size";
        line.setAttribute("role", "alert");
        input.after(line);
    }
    line.hidden = !big;
    line.textContent = big ? input.dataset.tooBig + " " + big.name : "";
    input.setAttribute("aria-invalid", !!big);
    return !big;
}

function onSubmit(event) {
    const form = event.target;
    const ask = event.submitter?.dataset.confirm || form.dataset.confirm;
    const bad = all("input[data-max-bytes]", form).find(i => !fileCheck(i));

    if (bad || form.classList.contains("busy") || (ask && !confirm(ask))) {
        event.preventDefault();
        bad?.focus();
        return;
    }
    if ("forget" in form.dataset)
        draftsForget(() => true);
    if (form.method !== "post")
        return;
    draftSave(form, true);
    formBusy(form, true);
    /* A download leaves the page standing: free it again. */
    setTimeout(formBusy, 15000, form, false);
}

/* Drafts: what was typed outlives a lost connection. */

const DRAFT = "ordo-draft:";
const draftKey = form => DRAFT + location.pathname + "#" + form.dataset.draft;
const ticks = e => e.type === "checkbox" || e.type === "radio";
const draftable = form => [...form.elements].filter(e => e.name &&
    e.matches("input, select, textarea") &&
    !/^(hidden|password|file|submit)$/.test(e.type));

function draftSave(form, sent) {
    if (!form.dataset.draft)
        return;
    const fields = draftable(form).map(e =>
        [e.name, ticks(e) ? e.value : "", ticks(e) ? e.checked : e.value]);
    try {
        sessionStorage.setItem(draftKey(form),
            JSON.stringify({ account, sent, fields }));
    } catch { /* full or off */ }
}

function draftLoad(key) {
    try {
        return JSON.parse(sessionStorage.getItem(key));
    } catch {
        return null;
    }
}

function draftsForget(which) {
    try {
        for (const k of Object.keys(sessionStorage))
            if (k.startsWith(DRAFT) && which(draftLoad(k) || {}))
                sessionStorage.removeItem(k);
    } catch { /* as above */ }
}

/* Of one name: ticks are told apart by value, others by order. */
function draftFill(form, fields) {
    let changed = false;
    for (const e of draftable(form)) {
        const i = fields.findIndex(([name, value]) =>
            name === e.name && (!ticks(e) || value === e.value));
        if (i < 0)
            continue;
        const what = ticks(e) ? "checked" : "value";
        const [[, , to]] = fields.splice(i, 1);
        changed = changed || e[what] !== to;
        e[what] = to;
        refsGrow(e);
    }
    return changed;
}

function draftStart(form) {
    const note = form.querySelector(".draft");
    const draft = draftLoad(draftKey(form));
    let timer = 0;
    /* After a refusal the server sends back what was typed. */
    if (draft && draft.account === account &&
        !doc.querySelector(".errors") &&
        draftFill(form, draft.fields) && note)
        note.hidden = false;
    form.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(draftSave, 300, form, false);
    });
    note?.querySelector("[data-draft-drop]").addEventListener("click", () => {
        clearTimeout(timer);
        sessionStorage.removeItem(draftKey(form));
        form.reset();
        note.hidden = true;
    });
}

/* Lists: rows by j and k, one more input. */

function rowMove(by) {
    const rows = all(".list tbody tr, .jobs > li")
        .filter(r => r.querySelector("a"));
    const at = rows.findIndex(r => r.matches(".on"));
    const to = rows[at < 0 && by < 0 ? rows.length - 1 : at + by];
    if (!to)
        return;
    rows[at]?.classList.remove("on");
    to.classList.add("on");
    to.querySelector("a").focus();
}

/* An empty input always stands last. */
function refsGrow(input) {
    const last = input.closest(".refs[data-more]")?.lastElementChild;
    if (!last || !last.querySelector("input").value)
        return;
    const copy = last.cloneNode(true), fresh = copy.querySelector("input");
    fresh.value = fresh.id = "";
    fresh.removeAttribute("value");
    last.after(copy);
}

/* Keys: data-key="g m" on any link, button or input. */

let first = "", firstTimer = 0;

function keysOpen() {
    const dialog = doc.getElementById("keys");
    const dl = dialog.querySelector("dl");
    for (const e of dl.dataset.full ? [] : all("[data-key]")) {
        const dt = doc.createElement("dt");
        const dd = doc.createElement("dd");
        for (const k of e.dataset.key.split(" ")) {
            const kbd = doc.createElement("kbd");
            kbd.textContent = k;
            dt.append(kbd, " ");
        }
        dd.textContent = e.dataset.keyName || e.textContent.trim();
        dl.append(dt, dd);
    }
    dl.dataset.full = "1";
    dialog.showModal();
}

/* The letter by its place, so that Kyrgyz and Russian layouts work too. */
function keyName(event) {
    if (event.key.length === 1 && event.key <= "~")
        return event.key;
    if (event.code === "Slash")
        return event.shiftKey ? "?" : "/";
    return /^Key[A-Z]$/.test(event.code) ? event.code[3].toLowerCase() : "";
}

function onKey(event) {
    if (event.key === "Escape")
        menusClose();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing ||
        doc.querySelector("dialog[open]") || event.target.matches(
            "select, textarea, input:not([type=checkbox], [type=radio])"))
        return;
    const key = keyName(event), keyed = all("[data-key]");
    const wanted = first ? first + " " + key : key;
    const found = key && keyed.find(e => e.dataset.key === wanted);

    first = "";
    clearTimeout(firstTimer);
    if (found || key === "?")
        event.preventDefault();
    if (found) {
        found[found.matches("input, select") ? "focus" : "click"]();
    } else if (key && keyed.some(e => e.dataset.key.startsWith(key + " "))) {
        first = key;
        firstTimer = setTimeout(() => { first = ""; }, 1500);
    } else if (key === "?") {
        keysOpen();
    } else if (key === "j" || key === "k") {
        rowMove(key === "j" ? 1 : -1);
    } else if (key === "x") {
        doc.querySelector(".on input[type=checkbox]")?.click();
    }
}

/* Long work: <div id data-poll="seconds">. */

async function poll(box) {
    while (box.dataset.poll) {
        await new Promise(f => setTimeout(f, box.dataset.poll * 1000));
        try {
            const answer = await fetch(location.href);
            const page = new DOMParser().parseFromString(
                await answer.text(), "text/html");
            const next = answer.ok && page.getElementById(box.id);
            if (next) {
                box.replaceWith(next);
                box = next;
            }
        } catch { /* once more */ }
    }
}

/* Start. */

doc.addEventListener("click", ({ target }) => {
    menusClose(target);
    if (target.closest("[data-theme-toggle]"))
        themeFlip();
    if (target.closest("[data-print]"))
        print();
    if (target.closest("[data-keys]"))
        keysOpen();
});
doc.addEventListener("change", ({ target }) => {
    if (target.matches("input[data-all]"))
        for (const b of all("tbody [type=checkbox]", target.closest("table")))
            b.checked = target.checked;
    if (target.matches("input[data-max-bytes]"))
        fileCheck(target);
});
doc.addEventListener("input", ({ target }) => refsGrow(target));
doc.addEventListener("submit", onSubmit);
doc.addEventListener("keydown", onKey);
addEventListener("pageshow", () =>
    all("form.busy").forEach(f => formBusy(f, false)));
narrow.addEventListener("change", navFold);

/* "Done" on this page: what was sent has arrived. */
if (doc.querySelector(".flash.ok"))
    draftsForget(d => d.sent);
if (account)
    draftsForget(d => d.account !== account);
navFold();
themeShow();
for (const b of all("[data-print], [data-keys]"))
    b.hidden = false;
all("form[data-draft]").forEach(draftStart);
all("[data-poll][id]").forEach(poll);
doc.querySelector(".errors")?.focus();
