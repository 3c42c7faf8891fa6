// The side: streams, uploads, and records as they are published.

import * as api from './api.js';
import { byId, bytes, clock, duration, h, hue } from './dom.js';
import { ended, state } from './sending.js';

const TAIL_MAX = 60;
const UPLOADS_MAX = 6;

let stopTail;
let inWork = new Set();

/** Brings streams and uploads up to date; tells whether an upload has become searchable since. */
export async function refresh(choose) {
  const [streams, uploads, problems] = await Promise.all([api.streams(), api.uploads(), api.readiness()]);
  showReady(problems);
  byId('streams').replaceChildren(...(streams.length ? streams.map((stream) => streamRow(stream, choose)) : [h('li', { class: 'none' }, 'None yet')]));
  byId('stream-names').replaceChildren(...streams.map(({ name }) => h('option', { value: name })));
  showUploads(uploads);
  const now = new Set(uploads.filter((upload) => !ended(upload)).map(({ id }) => id));
  const done = [...inWork].some((id) => !now.has(id));
  inWork = now;
  return { names: streams.map(({ name }) => name), done, busy: now.size > 0 };
}

function showReady(problems) {
  const mark = byId('ready');
  mark.textContent = problems.length ? 'not ready' : 'ready';
  mark.className = `state ${problems.length ? 'bad' : 'good'}`;
  mark.title = problems.join('\n');
}

function streamRow({ name, engines, sampling, status }, choose) {
  const behind = status.pending ? `${duration(status.behindSeconds)} behind` : 'up to date';
  const looks = Object.entries(engines).map(([engine, { model, purpose }]) => `${engine}: ${model}${purpose ? `, for: ${purpose}` : ''}`).join('\n');
  return h('li', { title: `${looks}\nsampling ${sampling}` },
    h('button', { type: 'button', class: 'row', onclick: () => choose(name) },
      h('span', { class: 'name' }, name),
      h('span', { class: 'tags' }, ...Object.keys(engines).sort().map((engine) => h('small', {}, engine))),
      h('span', { class: 'faint' }, `${behind} · ${status.archived.toLocaleString()} fragments · ${bytes(status.archivedBytes)}`)));
}

function showUploads(uploads) {
  byId('uploads-card').hidden = !uploads.length;
  byId('uploads').replaceChildren(...uploads.slice(0, UPLOADS_MAX).map(uploadRow));
}

function uploadRow(upload) {
  const { text, part } = state(upload);
  const meter = h('progress', { max: 1, 'aria-label': `${upload.fileName}: ${text}`, ...(part === undefined ? {} : { value: part }) });
  return h('li', { class: `upload ${upload.state}` },
    h('span', { class: 'name', title: upload.fileName }, upload.fileName),
    h('small', {}, upload.stream),
    ended(upload) ? undefined : meter,
    h('span', { class: 'faint', title: text }, text));
}

export function toggleTail() {
  if (stopTail) {
    stopTail();
    stopTail = undefined;
  } else {
    stopTail = api.follow('/v1/records/tail?from=latest', 'record', published);
  }
  byId('tail-stop').textContent = stopTail ? 'Stop' : 'Go on';
  byId('tail-stop').setAttribute('aria-pressed', String(!stopTail));
}

function published({ sequence, record }) {
  const log = byId('tail');
  log.prepend(h('li', { title: `record ${record.id ?? ''}, sequence ${sequence}` },
    h('time', { datetime: record.fragment.start }, clock(record.fragment.start)),
    h('span', { class: 'name' }, record.stream),
    h('span', { class: 'what' }, ...what(record))));
  while (log.children.length > TAIL_MAX) log.lastChild.remove();
}

function what(record) {
  const counts = new Map();
  for (const { label } of record.sightings ?? []) counts.set(label, (counts.get(label) ?? 0) + 1);
  if (!counts.size) return [h('em', {}, outcome(record.outcome))];
  return [...counts].map(([label, count]) => {
    const tag = h('small', { class: 'tag' }, count > 1 ? `${count} ${label}` : label);
    tag.style.setProperty('--hue', hue(label));
    return tag;
  });
}

function outcome(value) {
  if (typeof value === 'string') return value;
  return value?.reason ?? value?.type ?? 'nothing';
}
