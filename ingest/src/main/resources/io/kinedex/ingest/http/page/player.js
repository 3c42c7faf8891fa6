// The clip of a sighting with its box and what is known of it.

import * as api from './api.js';
import { byId, duration, h, moment, percent, secondsBetween } from './dom.js';

const PADDING = '1s';

let current;
let neighbours = () => [];
let closed = () => {};
let shown = () => {};
let wanted = () => {};

/** @param hooks neighbours(): hits in order; shown(id); closed(); search(change) */
export function prepare(hooks) {
  ({ neighbours, shown, closed, search: wanted } = hooks);
  const dialog = byId('player');
  dialog.addEventListener('click', (event) => {
    const action = event.target.closest('[data-do]')?.dataset.do;
    if (event.target === dialog || action === 'close') dialog.close();
    else if (action === 'before') turn(-1);
    else if (action === 'after') turn(1);
    else if (action === 'copy') copy(event.target.closest('button'));
    else if (action === 'around') around();
  });
  dialog.addEventListener('keydown', (event) => {
    if (event.target.matches('input, video')) return;
    if (event.key === 'ArrowLeft') turn(-1);
    if (event.key === 'ArrowRight') turn(1);
  });
  dialog.addEventListener('close', () => {
    stop();
    current = undefined;
    closed();
  });
  byId('show-box').addEventListener('change', placeBox);
  for (const name of ['play', 'loadedmetadata', 'seeked']) byId('video').addEventListener(name, placeBox);
  byId('video').addEventListener('error', gone);
}

export async function openById(id) {
  try {
    open(await api.sighting(id));
  } catch (failure) {
    closed();
    throw failure;
  }
}

export function open(hit) {
  current = hit;
  const seen = hit.sighting;
  byId('player-title').textContent = `${seen.text ? `“${seen.text}”` : (hit.person?.name ?? seen.label)} on ${hit.stream}`;
  const video = byId('video');
  byId('gone').hidden = true;
  byId('box').hidden = true;
  video.poster = `${hit.thumbnail}?size=960`;
  video.src = `${hit.clip}?padding=${PADDING}`;
  byId('download').href = video.src;
  byId('download').download = `${hit.stream}-${seen.label}-${seen.start.replaceAll(':', '')}.mp4`;
  byId('facts').replaceChildren(...facts(hit));
  const all = neighbours();
  const at = all.findIndex((one) => one.sighting.id === seen.id);
  for (const [action, there] of [['before', at > 0], ['after', at >= 0 && at < all.length - 1]]) {
    byId('player').querySelector(`[data-do="${action}"]`).disabled = !there;
  }
  if (!byId('player').open) byId('player').showModal();
  video.play().catch(() => {});
  shown(seen.id);
}

function facts(hit) {
  const seen = hit.sighting;
  const rows = [
    ['Stream', hit.stream],
    ...(hit.person ? [['Person', hit.person.name ?? hit.person.id]] : []),
    ...(seen.text ? [['Text', seen.language ? `${seen.text} (${seen.language})` : seen.text]] : []),
    ['Seen', moment(seen.start)],
    ['For', `${duration(secondsBetween(seen.start, seen.end))}${seen.open ? ', and may go on' : ''}`],
    ['Best moment', moment(seen.best)],
    ['Confidence', percent(seen.confidence)],
    ['Box', ['left', 'top', 'width', 'height'].map((side) => percent(seen.box[side])).join(' · ')],
    ['Model', `${hit.model} (${hit.engine})`],
    ['Fragment', hit.fragmentNumber],
    ['Record', h('code', {}, hit.recordId)],
  ];
  return rows.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)));
}

/** The poster has the box drawn in; the film gets it laid over. */
function placeBox() {
  const box = byId('box');
  const video = byId('video');
  const played = video.currentTime > 0 || !video.paused;
  const heard = ['speech', 'sound'].includes(current?.sighting.kind);
  box.hidden = !current || heard || !played || !byId('show-box').checked || !byId('gone').hidden;
  if (box.hidden) return;
  const { left, top, width, height } = current.sighting.box;
  Object.assign(box.style, { left: `${left * 100}%`, top: `${top * 100}%`, width: `${width * 100}%`, height: `${height * 100}%` });
  box.firstElementChild.textContent = `${current.sighting.label} ${percent(current.sighting.confidence)}`;
}

async function gone() {
  if (!current || !byId('video').getAttribute('src')) return;
  let reason = 'The browser cannot play this clip; it can be downloaded.';
  try {
    const response = await fetch(byId('video').src, { headers: { range: 'bytes=0-0' } });
    if (!response.ok) reason = (await response.json()).detail ?? reason;
  } catch {
    reason = 'The node does not answer.';
  }
  byId('gone').textContent = reason;
  byId('gone').hidden = false;
  placeBox();
}

function turn(step) {
  const all = neighbours();
  const at = all.findIndex((one) => one.sighting.id === current?.sighting.id);
  if (at >= 0 && all[at + step]) open(all[at + step]);
}

function around() {
  const { stream, sighting: { start, end } } = current;
  const before = new Date(Date.parse(start) - 5000).toISOString();
  const after = new Date(Date.parse(end) + 5000).toISOString();
  byId('player').close();
  wanted({ q: `stream:"${stream}" after:${before} before:${after}`, stream: '', label: '', order: 'oldest' });
}

async function copy(button) {
  await navigator.clipboard?.writeText(location.href);
  button.classList.add('done');
  setTimeout(() => button.classList.remove('done'), 1200);
}

function stop() {
  const video = byId('video');
  video.pause();
  video.removeAttribute('src');
  video.load();
}
