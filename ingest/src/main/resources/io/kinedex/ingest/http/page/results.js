// The query, its filters and the grid of sightings.

import * as api from './api.js';
import { byId, duration, h, hue, icon, moment, percent, secondsBetween } from './dom.js';

const PAGE = 48;
const LIVE_MAX = 200;

/** What is asked; stands in the address. */
const asked = { q: '', stream: '', label: '', order: 'newest' };

let hits = [];
let next = '';
let running;
let stopLive;
let labels = new Map();
let streamNames = [];
let opened = () => {};

export function onOpen(callback) {
  opened = callback;
}

export const shownHits = () => hits;

/** The query with the filters, and how far the filters moved it to the right. */
function composed() {
  const text = asked.q.trim();
  const filters = [];
  if (asked.stream) filters.push(`stream:"${asked.stream}"`);
  if (asked.label) filters.push(`label:"${asked.label}"`);
  if (!filters.length) return { text: text || '*', moved: 0 };
  return text ? { text: `(${text}) ${filters.join(' ')}`, moved: 1 } : { text: filters.join(' '), moved: 0 };
}

export function readAddress() {
  const parameters = new URLSearchParams(location.search);
  for (const key of Object.keys(asked)) asked[key] = parameters.get(key) ?? (key === 'order' ? 'newest' : '');
  byId('query').value = asked.q;
  byId('order').value = asked.order;
  return parameters.get('sighting');
}

export function writeAddress(sighting, replace = false) {
  const parameters = new URLSearchParams(Object.entries(asked).filter(([key, value]) => value && !(key === 'order' && value === 'newest')));
  if (sighting) parameters.set('sighting', sighting);
  const address = parameters.size ? `/?${parameters}` : '/';
  if (address !== location.pathname + location.search) history[replace ? 'replaceState' : 'pushState'](null, '', address);
  document.title = asked.q ? `${asked.q} – Kinedex` : 'Kinedex';
}

/** Asks anew with what has changed. */
export async function ask(change = {}) {
  if ('q' in change && change.q !== asked.q) labels = new Map();
  Object.assign(asked, change);
  byId('query').value = asked.q;
  writeAddress();
  await load(false);
  if (stopLive) startLive();
}

export async function load(further) {
  running?.abort();
  running = new AbortController();
  byId('grid').setAttribute('aria-busy', 'true');
  try {
    const parameters = { q: composed().text, limit: PAGE, order: asked.order, cursor: further ? next : '' };
    const answer = await api.search(parameters, running.signal);
    hits = further ? hits.concat(answer.hits) : answer.hits;
    next = answer.next ?? '';
    showProblem();
    show(answer, further);
  } catch (failure) {
    if (failure.name !== 'AbortError') showProblem(failure);
  } finally {
    byId('grid').removeAttribute('aria-busy');
  }
}

function show(answer, further) {
  const grid = byId('grid');
  const cards = answer.hits.map(card);
  if (further) grid.append(...cards);
  else grid.replaceChildren(...cards);
  if (further) cards[0]?.querySelector('button').focus();
  const total = `${answer.totalExact ? '' : 'more than '}${answer.total.toLocaleString()}`;
  byId('count').textContent = `${total} ${answer.total === 1 ? 'sighting' : 'sightings'}`;
  byId('more').hidden = !next;
  countLabels(further ? hits : answer.hits);
  showFilters();
  showEmpty();
}

function showEmpty() {
  const empty = byId('empty');
  empty.hidden = hits.length > 0;
  const nothing = !asked.q && !asked.stream && !asked.label;
  empty.replaceChildren(
    icon(nothing ? 'film' : 'search'),
    h('h2', {}, nothing ? 'Nothing has been seen yet' : 'No sighting answers this'),
    h('p', {}, nothing ? 'Drop a video here or press Add video; sightings appear while it is analysed.' : 'Ask for less, or switch Live on to be shown what comes.'),
  );
}

/** A face that is known has its person's name. */
function named(hit) {
  return hit.person?.name ?? hit.sighting.label;
}

function card(hit) {
  const seen = hit.sighting;
  const length = duration(secondsBetween(seen.start, seen.end));
  const picture = h('img', { src: `${hit.thumbnail}?size=480`, alt: '', loading: 'lazy', decoding: 'async', onerror: () => frame.classList.add('without') });
  const frame = h('span', { class: 'picture' }, icon('film'), picture, h('span', { class: 'length' }, seen.open ? `${length} …` : length));
  const label = h('span', { class: 'label' }, h('i', { class: 'dot' }), named(hit));
  label.firstChild.style.setProperty('--hue', hue(seen.label));
  const meter = h('span', { class: 'sure', title: `confidence ${seen.confidence.toFixed(2)}` }, percent(seen.confidence));
  return h('li', { 'data-id': seen.id },
    h('button', { type: 'button', onclick: () => opened(hit), 'aria-label': `${seen.text ?? named(hit)}, ${hit.stream}, ${length}, ${percent(seen.confidence)} sure` },
      frame,
      h('span', { class: 'line' }, label, meter),
      seen.text ? h('span', { class: 'line words' }, h('q', { lang: seen.language ?? '' }, seen.text)) : undefined,
      h('span', { class: 'line faint' }, h('span', { class: 'stream' }, hit.stream), moment(seen.start))));
}

function countLabels(found) {
  if (asked.label && labels.size) return;
  labels = new Map();
  for (const { sighting } of found) labels.set(sighting.label, (labels.get(sighting.label) ?? 0) + 1);
}

export function setStreams(names) {
  if (names.join('\n') === streamNames.join('\n')) return;
  streamNames = names;
  showFilters();
}

function showFilters() {
  const chip = (kind, value, text) => {
    const on = asked[kind] === value;
    const button = h('button', { type: 'button', class: 'chip', 'aria-pressed': String(on), onclick: () => ask({ [kind]: on ? '' : value }) }, ...text);
    return button;
  };
  const labelChips = [...labels].sort((a, b) => b[1] - a[1]).slice(0, 14).map(([label, count]) => {
    const dot = h('i', { class: 'dot' });
    dot.style.setProperty('--hue', hue(label));
    return chip('label', label, [dot, label, h('small', {}, String(count))]);
  });
  const names = asked.stream && !streamNames.includes(asked.stream) ? [asked.stream, ...streamNames] : streamNames;
  const streamChips = names.slice(0, 14).map((name) => chip('stream', name, [name]));
  const group = (name, chips) => (chips.length ? h('div', { class: 'group', role: 'group', 'aria-label': name }, h('span', {}, name), ...chips) : undefined);
  byId('filters').replaceChildren(...[group('Label', labelChips), group('Stream', streamChips)].filter(Boolean));
}

/** Shows what is wrong with the query, with a mark under the place; nothing hides it. */
export function showProblem(failure) {
  const box = byId('problem');
  byId('query').toggleAttribute('aria-invalid', Boolean(failure));
  box.hidden = !failure;
  if (!failure) return;
  const { position, expected, title } = failure.document ?? {};
  if (position === undefined) {
    box.replaceChildren(h('strong', {}, title ?? 'Something went wrong'), h('p', {}, failure.message));
    return;
  }
  const at = Math.max(0, position - composed().moved);
  const mark = asked.q.slice(at).match(/^\S+/)?.[0] ?? ' ';
  box.replaceChildren(
    h('strong', {}, title),
    h('code', {}, asked.q.slice(0, at), h('mark', {}, mark), asked.q.slice(at + mark.length)),
    h('p', {}, `Expected ${expected}.`));
}

export function toggleLive() {
  if (stopLive) {
    stopLive();
    stopLive = undefined;
  } else {
    startLive();
  }
  byId('live').setAttribute('aria-pressed', String(Boolean(stopLive)));
}

function startLive() {
  stopLive?.();
  stopLive = api.follow(`/v1/search/live?${new URLSearchParams({ q: composed().text })}`, 'sighting', arrived);
}

/** A sighting that goes on takes the place of what was known of it. */
function arrived(hit) {
  const grid = byId('grid');
  const before = [...grid.children].find((item) => item.dataset.id === hit.sighting.id);
  const item = card(hit);
  if (before) {
    before.replaceWith(item);
    hits = hits.map((one) => (one.sighting.id === hit.sighting.id ? hit : one));
    return;
  }
  item.classList.add('new');
  grid.prepend(item);
  hits = [hit, ...hits].slice(0, LIVE_MAX);
  while (grid.children.length > LIVE_MAX) grid.lastChild.remove();
  showEmpty();
}

/** Arrow keys go through the grid. */
export function moveFocus(event) {
  const buttons = [...byId('grid').querySelectorAll('button')];
  const at = buttons.indexOf(document.activeElement);
  if (at < 0) return;
  const columns = getComputedStyle(byId('grid')).gridTemplateColumns.split(' ').length;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
  if (step === undefined || !buttons[at + step]) return;
  event.preventDefault();
  buttons[at + step].focus();
}
