// Wires the search page together.

import { byId, h } from './dom.js';
import * as panel from './panel.js';
import * as player from './player.js';
import * as results from './results.js';
import * as sending from './sending.js';

const SYNTAX = [
  ['face', 'a kind or a label, as a word'],
  ['label:car', 'a label'],
  ['"traffic light"', 'a phrase'],
  ['label:c*', 'a wildcard'],
  ['said:"annual budget"', 'what was said'],
  ['text:exit~1', 'what was written, one character wrong at most'],
  ['stream:gate-2', 'on one stream'],
  ['confidence>=0.6', 'at least so sure'],
  ['after:2026-11-22T10:00:00Z', 'seen then or later; before: likewise'],
  ['person AND NOT stream:lobby', 'AND, OR, NOT and parentheses'],
  ['person WITHIN 5s OF car', 'two sightings of one stream, close in time'],
];
const EXAMPLES = ['face', 'label:car confidence>=0.6', 'person WITHIN 5s OF car', 'said:budget', 'text:exit'];
const IDLE_MILLIS = 5000;
const BUSY_MILLIS = 1000;

let timer;
let waiting = false;

function syntaxHelp() {
  const use = (query) => () => {
    byId('syntax').close();
    results.ask({ q: query });
  };
  byId('syntax-rows').replaceChildren(...SYNTAX.map(([query, says]) =>
    h('tr', {}, h('td', {}, h('button', { type: 'button', class: 'code', onclick: use(query) }, query)), h('td', {}, says))));
  byId('help').addEventListener('click', () => byId('syntax').showModal());
  const examples = h('p', { class: 'examples' }, 'Try ', ...EXAMPLES.map((query) =>
    h('button', { type: 'button', class: 'code', onclick: use(query) }, query)));
  document.querySelector('.bar').before(examples);
}

async function refresh() {
  clearTimeout(timer);
  let busy = false;
  try {
    const now = await panel.refresh((stream) => results.ask({ stream }));
    results.setStreams(now.names);
    busy = now.busy;
    if (now.done) await results.load(false);
  } catch (failure) {
    results.showProblem(failure);
  }
  waiting = false;
  timer = setTimeout(() => (document.hidden ? undefined : refresh()), busy || sending.leaving.size ? BUSY_MILLIS : IDLE_MILLIS);
}

function soon(failure) {
  if (failure) results.showProblem(failure);
  if (waiting) return;
  waiting = true;
  setTimeout(refresh, 300);
}

function keys(event) {
  const typing = event.target.matches('input, select, textarea');
  if (event.key === '/' && !typing && !document.querySelector('dialog[open]')) {
    event.preventDefault();
    byId('query').select();
  } else if (event.key === 'ArrowDown' && event.target === byId('query')) {
    event.preventDefault();
    byId('grid').querySelector('button')?.focus();
  } else if (event.key.startsWith('Arrow') && !typing) {
    results.moveFocus(event);
  }
}

async function start() {
  results.onOpen(player.open);
  player.prepare({
    neighbours: results.shownHits,
    shown: (id) => results.writeAddress(id, true),
    closed: () => results.writeAddress(undefined, true),
    search: results.ask,
  });
  sending.prepare({ changed: soon, suggestion: () => new URLSearchParams(location.search).get('stream') ?? '' });
  syntaxHelp();
  byId('search').addEventListener('submit', (event) => {
    event.preventDefault();
    results.ask({ q: byId('query').value.trim() });
  });
  byId('order').addEventListener('change', (event) => results.ask({ order: event.target.value }));
  byId('more').addEventListener('click', () => results.load(true));
  byId('live').addEventListener('click', results.toggleLive);
  byId('tail-stop').addEventListener('click', panel.toggleTail);
  addEventListener('keydown', keys);
  addEventListener('visibilitychange', () => (document.hidden ? undefined : refresh()));
  addEventListener('popstate', () => {
    results.readAddress();
    results.load(false);
  });
  for (const dialog of document.querySelectorAll('dialog.sheet')) {
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog || event.target.closest('[data-do="close"]')) dialog.close();
    });
  }
  const sighting = results.readAddress();
  await Promise.all([results.load(false), refresh()]);
  if (sighting) await player.openById(sighting).catch(results.showProblem);
  panel.toggleTail();
}

start();
