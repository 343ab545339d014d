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
    for (const d of all(".nav .fold"))
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
    draftSave(form);
    draftSent(form);
    formBusy(form, true);
    /* A download leaves the page standing: free it again. */
    setTimeout(formBusy, 15000, form, false);
}

/* Drafts: what was typed outlives a lost connection and a closed browser.
 * Only inputs that were touched are kept, so that putting them back covers
 * nothing that others have changed meanwhile. */

const DRAFT = "ordo-draft:", SENT = "ordo-sent", DRAFT_DAYS = 30;
const draftKey = form => DRAFT + account + ":" + form.dataset.draft;
const ticks = e => e.type === "checkbox" || e.type === "radio";
const draftable = form => [...form.elements].filter(e => e.name &&
    e.matches("input, select, textarea") && !e.closest(".private") &&
    !/^(hidden|password|file|submit)$/.test(e.type));
const touched = new Set();

/* Of one name: ticks are told apart by value, others by order. */
const draftNames = form => {
    const count = {};
    return draftable(form).map(e => [e, e.name + "\n" + (ticks(e) ? e.value
        : count[e.name] = (count[e.name] || 0) + 1)]);
};

function draftLoad(key) {
    try {
        return JSON.parse(localStorage.getItem(key)) || {};
    } catch {
        return {};
    }
}

function draftSave(form) {
    if (!form.dataset.draft || !account)
        return;
    const key = draftKey(form);
    const fields = draftLoad(key).fields || {};
    const groups = new Set([...touched].map(e => e.name));
    for (const [e, name] of draftNames(form)) {
        if (touched.has(e))
            fields[name] = ticks(e) ? e.checked : e.value;
        else if (e.type === "radio" && groups.has(e.name))
            delete fields[name];
    }
    try {
        if (Object.keys(fields).length)
            localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields }));
    } catch { /* full or off */ }
}

/* A page that says "done" wipes what was sent before it, in this tab. */
function draftSent(form) {
    try {
        if (form.dataset.draft)
            sessionStorage.setItem(SENT, draftKey(form));
        else
            sessionStorage.removeItem(SENT);
    } catch { /* as above */ }
}

function draftArrived() {
    try {
        localStorage.removeItem(sessionStorage.getItem(SENT));
        sessionStorage.removeItem(SENT);
    } catch { /* as above */ }
}

function draftsForget(which) {
    try {
        for (const k of Object.keys(localStorage))
            if (k.startsWith(DRAFT) && which(k, draftLoad(k)))
                localStorage.removeItem(k);
    } catch { /* as above */ }
}

/* Fills what was not touched on this page. */
function draftFill(form, fields) {
    for (let more = true; more;) {
        more = false;
        for (const [e, name] of draftNames(form)) {
            if (touched.has(e) || !(name in fields))
                continue;
            e[ticks(e) ? "checked" : "value"] = fields[name];
            e.closest("details")?.setAttribute("open", "");
            touched.add(e);
            refsGrow(e);
            more = true;
        }
    }
}

function draftStart(form) {
    const note = form.querySelector(".draft");
    const { fields } = draftLoad(draftKey(form));
    let timer = 0;
    const drop = () => {
        clearTimeout(timer);
        note.hidden = true;
        (form.querySelector(".field input, .field3 input, .field textarea") ||
            form).focus();
    };
    /* After a refusal the server sends back what was typed. */
    note.hidden = !fields || !!doc.querySelector(".errors") ||
        !draftNames(form).some(([e, name]) => name in fields &&
            e[ticks(e) ? "checked" : "value"] !== fields[name]);
    form.addEventListener("input", ({ target }) => {
        touched.add(target);
        clearTimeout(timer);
        timer = setTimeout(draftSave, 300, form);
    });
    note.querySelector("[data-draft-take]").addEventListener("click", () => {
        draftFill(form, draftLoad(draftKey(form)).fields || {});
        drop();
        draftSave(form);
    });
    note.querySelector("[data-draft-drop]").addEventListener("click", () => {
        localStorage.removeItem(draftKey(form));
        drop();
        draftSave(form);
    });
}

/* Suggestions of a reference: <input data-find="address">.  The server says
 * what may be chosen, in its own words; without script there is a datalist. */

const finds = new WeakMap();

function findStart(input) {
    if (finds.has(input))
        return;
    const list = doc.createElement("ul");
    const state = { list, at: -1, items: [], asked: 0, timer: 0 };
    list.className = "found";
    list.id = "found-" + Math.random().toString(36).slice(2);
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ||
        input.getAttribute("aria-label") || "");
    input.removeAttribute("list");
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    input.after(list);
    finds.set(input, state);
    list.addEventListener("mousedown", event => {
        event.preventDefault();
        const item = event.target.closest("[role=option]");
        if (item)
            findTake(input, [...list.children].indexOf(item));
    });
    input.addEventListener("input", () => findSoon(input));
    /* Another choice is typed over the one that stands there. */
    input.addEventListener("focus", () => input.select());
    input.addEventListener("blur", () => findClose(input));
    input.addEventListener("keydown", event => findKey(input, event));
}

function findClose(input) {
    const state = finds.get(input);
    clearTimeout(state.timer);
    state.asked++;
    state.at = -1;
    state.list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
}

function findMark(input, at) {
    const { list, items } = finds.get(input);
    const lines = [...list.querySelectorAll("[role=option]")];
    finds.get(input).at = items.length ? (at + items.length) % items.length : -1;
    lines.forEach((line, i) => line.setAttribute("aria-selected",
        i === finds.get(input).at));
    const line = lines[finds.get(input).at];
    if (line) {
        input.setAttribute("aria-activedescendant", line.id);
        line.scrollIntoView({ block: "nearest" });
    }
}

function findShow(input, { items, note }) {
    const state = finds.get(input), { list } = state;
    state.items = items;
    list.replaceChildren();
    items.forEach(({ text }, i) => {
        const line = doc.createElement("li");
        line.id = list.id + "-" + i;
        line.setAttribute("role", "option");
        line.textContent = text;
        list.append(line);
    });
    if (note) {
        const line = doc.createElement("li");
        line.className = "quiet";
        line.setAttribute("role", "option");
        line.setAttribute("aria-disabled", "true");
        line.textContent = note;
        list.append(line);
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    findMark(input, 0);
}

function findSoon(input) {
    const state = finds.get(input), typed = input.value.trim();
    findClose(input);
    if (typed.length >= 2 && !typed.startsWith("#"))
        state.timer = setTimeout(findAsk, 120, input, typed);
}

/* With the references that the form holds: they may narrow the choice. */
async function findAsk(input, typed) {
    const state = finds.get(input), asked = ++state.asked;
    const query = new URLSearchParams({ q: typed });
    for (const e of all("select[name], [data-find][name]", input.form))
        if (e.name !== input.name && e.value)
            query.append(e.name, e.value);
    try {
        const answer = await fetch(input.dataset.find + "?" + query);
        const found = answer.ok && await answer.json();
        if (found && asked === state.asked && doc.activeElement === input)
            findShow(input, found);
    } catch { /* the server reads what is typed as well */ }
}

function findTake(input, at) {
    const item = finds.get(input).items[at];
    if (!item)
        return false;
    input.value = item.value;
    findClose(input);
    touched.add(input);
    input.dispatchEvent(new Event("change", { bubbles: true }));
    refsGrow(input);
    if (input.form?.dataset.draft)
        draftSave(input.form);
    return true;
}

function findKey(input, event) {
    const state = finds.get(input), open = !state.list.hidden;
    const down = event.key === "ArrowDown", up = event.key === "ArrowUp";
    if (event.ctrlKey || event.altKey || event.metaKey)
        return;
    if (open && (down || up)) {
        event.preventDefault();
        findMark(input, state.at + (down ? 1 : -1));
    } else if (down) {
        event.preventDefault();
        findAsk(input, input.value.trim());
    } else if (open && event.key === "Escape") {
        event.preventDefault();
        findClose(input);
    } else if (open && (event.key === "Enter" || event.key === "Tab") &&
        findTake(input, state.at) && event.key === "Enter") {
        event.preventDefault();
    }
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
    copy.querySelector(".found")?.remove();
    last.after(copy);
    if (fresh.dataset.find)
        findStart(fresh);
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

/* Ctrl+Enter saves from any input, with Shift the next record follows. */
function formSave(event) {
    const form = event.target.closest("form.form");
    const button = form?.querySelector(event.shiftKey
        ? "button[name=another]" : "button.main");
    if (!button)
        return;
    event.preventDefault();
    form.requestSubmit(button);
}

function onKey(event) {
    if (event.key === "Escape")
        menusClose();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey))
        formSave(event);
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

/* A column of inputs: <input data-cell>.  Enter and the arrows go from row to
 * row; a pasted column fills what follows, of several columns the last.  What
 * has no row is said by [data-cells-over]. */
function cellKey(event) {
    const cells = all("input[data-cell]"), i = cells.indexOf(event.target);
    const way = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = way && i >= 0 && cells[i + way];

    if (!next || event.altKey || event.ctrlKey || event.metaKey)
        return;
    event.preventDefault();
    next.focus();
    next.select();
}

function cellPaste(event) {
    const cells = all("input[data-cell]"), i = cells.indexOf(event.target);
    const lines = event.clipboardData.getData("text")
        .replace(/\s+$/, "").split(/\r?\n/);

    if (i < 0 || (lines.length < 2 && !lines[0].includes("\t")))
        return;
    event.preventDefault();
    lines.slice(0, cells.length - i).forEach((line, n) => {
        cells[i + n].value = line.split("\t").pop().trim();
        cells[i + n].dispatchEvent(new Event("input", { bubbles: true }));
    });
    for (const note of all("[data-cells-over]"))
        note.hidden = lines.length <= cells.length - i;
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

/* The form of a new record is typed at once: its first empty input. */
function focusFirst(form) {
    const inputs = form ? [...form.elements].filter(e => e.offsetParent &&
        e.matches("input:not([type=file]), select, textarea")) : [];
    (inputs.find(e => !ticks(e) && !e.value) || inputs[0])
        ?.focus({ preventScroll: true });
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
doc.addEventListener("keydown", cellKey);
doc.addEventListener("paste", cellPaste);
addEventListener("pageshow", () =>
    all("form.busy").forEach(f => formBusy(f, false)));
narrow.addEventListener("change", navFold);

/* "Done" on this page: what was sent has arrived. */
if (doc.querySelector(".flash.ok"))
    draftArrived();
if (account)
    draftsForget((key, { at }) => !key.startsWith(DRAFT + account + ":") ||
        !(Date.now() - at < DRAFT_DAYS * 86400000));
navFold();
themeShow();
for (const b of all("[data-print], [data-keys], [data-all]"))
    b.hidden = false;
all("form[data-draft]").forEach(draftStart);
all("input[data-find]").forEach(findStart);
all("[data-poll][id]").forEach(poll);
if (doc.querySelector(".errors"))
    doc.querySelector(".errors").focus();
else
    focusFirst(doc.querySelector("form[data-draft$='-new']"));
