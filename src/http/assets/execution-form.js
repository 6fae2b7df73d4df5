/** Sends the form of a process as the JSON its API wants, and goes to the job. */
for (const form of document.querySelectorAll('form.execution')) {
  const button = form.querySelector('button');
  const outcome = form.querySelector('.outcome');
  const answer = form.querySelector('.answer');
  button.disabled = false;

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    answer.hidden = true;
    clearFaults(form);
    let body;
    try {
      body = bodyOf(form);
    } catch (error) {
      outcome.textContent = error.message;
      return;
    }
    button.disabled = true;
    outcome.textContent = 'Sent …';
    try {
      const response = await fetch(form.action, {
        method: 'POST',
        headers: headersOf(form),
        body: JSON.stringify(body),
      });
      await show(response);
    } catch (error) {
      outcome.textContent = `The server could not be reached: ${error.message}`;
    } finally {
      button.disabled = false;
    }
  });

  async function show(response) {
    const location = response.headers.get('Location');
    if (response.status === 201 && location) {
      outcome.textContent = 'Accepted.';
      window.location.assign(location);
      return;
    }
    const text = await response.text();
    if (response.ok) {
      outcome.textContent = 'Done.';
      answer.textContent = text;
      answer.hidden = false;
      return;
    }
    const problem = parsed(text);
    outcome.textContent = problem.errors ? 'Please look at the fields marked in red.' : (problem.detail ?? text);
    showFaults(form, problem.errors ?? [], outcome);
  }
}

function headersOf(form) {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json, */*;q=0.5' };
  if (form.dataset.async === 'true') headers.Prefer = 'respond-async';
  const key = form.querySelector('#api-key')?.value;
  if (key) headers['X-API-Key'] = key;
  return headers;
}

function bodyOf(form) {
  const inputs = {};
  for (const field of form.querySelectorAll('[data-input]')) {
    const value = fieldValue(field);
    if (value !== undefined) inputs[field.dataset.input] = value;
  }
  const outputs = {};
  for (const field of form.querySelectorAll('[data-output]')) {
    if (field.value.trim() !== '') outputs[field.dataset.output] = { collection: field.value.trim() };
  }
  // Naming one output would leave the others out.
  const named = Object.keys(outputs).length > 0;
  if (named) for (const name of form.dataset.outputs.split(' ')) outputs[name] ??= {};
  return { inputs, ...(named ? { outputs } : {}), response: 'document' };
}

/** An empty field is no value: the default of the process counts. */
function fieldValue(field) {
  const { kind, input } = field.dataset;
  if (kind === 'collection' || kind === 'collections') return selectionOf(field, kind === 'collections');
  if (field.value.trim() === '') return undefined;
  if (kind === 'number' || kind === 'integer') return Number(field.value);
  if (kind === 'boolean') return field.value === 'true';
  if (kind === 'file' && /^(https?|file):/i.test(field.value)) return { href: field.value };
  if (kind !== 'json') return field.value;
  try {
    return JSON.parse(field.value);
  } catch (error) {
    markFault(field, error.message);
    throw new Error(`${input}: expected JSON (${error.message})`);
  }
}

function selectionOf(field, many) {
  const text = (name) => field.querySelector(`[name="${name}"]`).value.trim();
  const narrowing = {};
  if (text('bbox') !== '')
    narrowing.bbox = text('bbox')
      .split(/[\s,]+/)
      .map(Number);
  if (text('datetime') !== '') narrowing.datetime = text('datetime');
  if (text('filter') !== '') narrowing.filter = text('filter');
  const chosen = [...field.querySelector('select').selectedOptions].map(({ value }) => value).filter(Boolean);
  const selections = chosen.map((collection) => ({ collection, ...narrowing }));
  if (selections.length === 0) return undefined;
  return many ? selections : selections[0];
}

function showFaults(form, faults, outcome) {
  const unplaced = [];
  for (const { pointer, detail } of faults) {
    const [, member, name] = pointer.split('/');
    const kind = member === 'outputs' ? 'output' : 'input';
    const field = [...form.querySelectorAll(`[data-${kind}]`)].find((candidate) => candidate.dataset[kind] === name);
    if (field) markFault(field, detail);
    else unplaced.push(`${pointer || 'request'}: ${detail}`);
  }
  if (unplaced.length > 0) outcome.textContent = unplaced.join('; ');
}

function markFault(field, detail) {
  const holder = field.closest('.field') ?? field;
  holder.classList.add('at-fault');
  const note = document.createElement('p');
  note.className = 'fault';
  note.textContent = detail;
  holder.append(note);
}

function clearFaults(form) {
  for (const note of form.querySelectorAll('.fault')) note.remove();
  for (const field of form.querySelectorAll('.at-fault')) field.classList.remove('at-fault');
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
