// The node's API, as openapi.yaml describes it.

/** A problem document (RFC 9457) that the node answered with. */
export class Problem extends Error {
  constructor(document) {
    super(document.detail || document.title || `status ${document.status}`);
    this.document = document;
  }
}

async function answer(response) {
  if (response.ok) return response;
  let document = { status: response.status, title: response.statusText };
  if (response.headers.get('content-type')?.includes('json')) document = await response.json();
  throw new Problem(document);
}

async function get(path, parameters = {}, signal) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== ''));
  const address = query.size ? `${path}?${query}` : path;
  let response;
  try {
    response = await fetch(address, { headers: { accept: 'application/json, application/problem+json' }, signal });
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    throw new Problem({ status: 0, title: 'The node does not answer', detail: 'The node does not answer. Is it running?' });
  }
  return (await answer(response)).json();
}

export const search = (parameters, signal) => get('/v1/search', parameters, signal);
export const sighting = (id) => get(`/v1/sightings/${encodeURIComponent(id)}`);
export const streams = async () => (await get('/v1/streams')).streams;
export const uploads = async () => (await get('/v1/uploads')).uploads;

/** What is not ready, for people; empty where the node is. */
export async function readiness() {
  try {
    const response = await fetch('/ready');
    return (await response.json()).problems ?? [];
  } catch {
    return ['The node does not answer.'];
  }
}

export async function createUpload(stream, upload) {
  const response = await fetch(`/v1/streams/${encodeURIComponent(stream)}/uploads`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(upload),
  });
  return (await answer(response)).json();
}

export const upload = (id) => get(`/v1/uploads/${encodeURIComponent(id)}`);

export async function cancelUpload(id) {
  await answer(await fetch(`/v1/uploads/${encodeURIComponent(id)}`, { method: 'DELETE' }));
}

/** Sends bytes from the offset on; told of progress. fetch cannot tell how much has left, so XMLHttpRequest does it. */
export function append(id, offset, content, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PATCH', `/v1/uploads/${encodeURIComponent(id)}`);
    request.setRequestHeader('Upload-Offset', offset);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = (event) => progress(offset + event.loaded);
    request.onload = () => {
      const document = request.responseText ? JSON.parse(request.responseText) : {};
      if (request.status < 300) resolve(document);
      else reject(new Problem(document));
    };
    request.onerror = () => reject(new TypeError('the connection was cut'));
    request.send(content);
  });
}

/** Server-sent events: calls back with each event's data until the function that it returns is called. */
export function follow(path, name, each) {
  const source = new EventSource(path);
  source.addEventListener(name, (event) => each(JSON.parse(event.data)));
  return () => source.close();
}
