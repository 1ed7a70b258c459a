'use strict';
// The table is there without this; here is what filters, unfolds and moves in it. State stands in the address, so that a
// view can be linked: #area=TR&v=FAIL,NON-STRICT&q=close, or #TR-66 for one rule, unfolded.
const $ = id => document.getElementById(id);
const data = JSON.parse($('data').textContent);
const table = $('matrix');
const rules = [...table.querySelectorAll('tr[data-v]')];
const chips = [...$('verdicts').children];
const boxes = [...document.querySelectorAll('#loops input')];
const groups = [...table.querySelectorAll('tr.names th')].map(th => ({ th, size: th.colSpan }));
const names = Object.fromEntries(chips.map(chip => [chip.dataset.letter, chip.textContent.slice(chip.firstChild.textContent.length).trim()]));
rules.forEach(rule => { rule.words = (rule.id + ' ' + rule.cells[2].textContent).toLowerCase(); });

function filter() {
  const words = $('q').value.toLowerCase().split(/\s+/).filter(Boolean);
  const letters = chips.filter(chip => chip.getAttribute('aria-pressed') === 'true').map(chip => chip.dataset.letter);
  const columns = boxes.flatMap((box, i) => box.checked ? [i] : []);
  const ran = columns.filter(i => !data.runs[i].unavailable);
  let shown = 0;
  for (const rule of rules) {
    const verdicts = columns.map(i => rule.dataset.v[i]);
    const different = new Set(ran.map(i => rule.dataset.v[i].replace('U', 'P'))).size > 1;
    const fits = words.every(word => rule.words.includes(word))
      && (!$('area').value || rule.parentNode.id === $('area').value)
      && (!$('level').value || rule.dataset.level === $('level').value)
      && (!letters.length || verdicts.some(verdict => letters.includes(verdict)))
      && (!$('differ').checked || different);
    rule.hidden = !fits;
    if (!fits) fold(rule);
    shown += fits;
  }
  for (const body of table.tBodies) body.hidden = !rules.some(rule => rule.parentNode === body && !rule.hidden);
  $('shown').value = `${shown} of ${rules.length} rules`;
  $('nothing').hidden = shown > 0;
  document.body.dataset.shown = shown;
  remember(letters);
}

function remember(letters) {
  const state = new URLSearchParams();
  if ($('area').value) state.set('area', $('area').value);
  if ($('level').value) state.set('level', $('level').value);
  if (letters.length) state.set('v', letters.map(letter => names[letter]).join(','));
  if ($('q').value) state.set('q', $('q').value);
  if ($('differ').checked) state.set('differ', '1');
  history.replaceState(null, '', '#' + state);
}

function restore() {
  const hash = decodeURIComponent(location.hash.slice(1));
  const wanted = rules.find(rule => rule.id === hash);
  const state = new URLSearchParams(wanted || $(hash) ? '' : location.hash.slice(1));
  $('area').value = state.get('area') || '';
  $('level').value = state.get('level') || '';
  $('q').value = state.get('q') || '';
  $('differ').checked = state.has('differ');
  const verdicts = (state.get('v') || '').split(',');
  for (const chip of chips) chip.setAttribute('aria-pressed', verdicts.includes(names[chip.dataset.letter]));
  filter();
  if (wanted) {
    unfold(wanted);
    requestAnimationFrame(() => wanted.scrollIntoView());
    history.replaceState(null, '', '#' + hash);
  }
}

function showColumns() {
  boxes.forEach((box, i) => {
    for (const row of table.rows) {
      if (row.classList.contains('names') || row.classList.contains('detail')) continue;
      const cell = row.cells[row.classList.contains('area') ? i + 1 : i + 3];
      if (cell) cell.hidden = !box.checked;
    }
  });
  let at = 0;
  for (const group of groups) {
    const visible = boxes.slice(at, at += group.size).filter(box => box.checked).length;
    group.th.hidden = !visible;
    if (visible) group.th.colSpan = visible;
  }
}

const detailOf = rule => rule.nextElementSibling?.classList.contains('detail') ? rule.nextElementSibling : null;

function fold(rule) {
  const detail = detailOf(rule);
  if (detail) detail.remove();
  rule.querySelector('button').setAttribute('aria-expanded', false);
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function unfold(rule, asked) {
  fold(rule);
  const entry = data.rules[rule.id];
  const cell = element('td');
  cell.colSpan = 3 + boxes.length;
  const facts = element('dl');
  const labels = { source: 'asyncio', since: 'holds since', caught: 'a loop that was caught' };
  for (const [name, value] of Object.entries(entry.facts)) {
    const fact = element('dd');
    // Code stands between back quotes.
    value.split('`').forEach((part, i) => fact.append(i % 2 ? element('code', part) : part));
    facts.append(element('dt', labels[name] || name), fact);
  }
  cell.append(facts);
  // Loops of which the same is to be said share a paragraph.
  const said = new Map();
  entry.cells.forEach((text, i) => {
    const letter = rule.dataset.v[i];
    if (text < 0 && letter !== 'U') return;
    const key = letter + text;
    if (!said.has(key)) said.set(key, { letter, text, loops: [] });
    said.get(key).loops.push(i);
  });
  const worstFirst = [...said.values()].sort((one, other) => 'FNCSPU'.indexOf(one.letter) - 'FNCSPU'.indexOf(other.letter));
  for (const { letter, text, loops } of worstFirst) {
    const heading = element('h3', '', loops.includes(asked) ? 'asked' : '');
    const chip = chips.find(each => each.dataset.letter === letter);
    heading.append(element('b', `${chip.firstChild.textContent} ${names[letter]}`, chip.className));
    heading.append(element('span', loops.map(i => data.columns[i]).join(', ')));
    cell.append(heading);
    if (letter === 'U') cell.append(element('p', 'It holds, but no broken loop shows yet that this test can fail.'));
    if (text >= 0) cell.append(element('pre', data.texts[text]));
  }
  const detail = element('tr', '', 'detail');
  detail.append(cell);
  rule.after(detail);
  rule.querySelector('button').setAttribute('aria-expanded', true);
  const heading = detail.querySelector('h3.asked');
  if (heading) heading.nextElementSibling.scrollIntoView({ block: 'nearest' });
}

function move(step, wanted) {
  const shown = rules.filter(rule => !rule.hidden && wanted(rule));
  const here = document.activeElement.closest?.('tr[data-v]');
  const at = here ? rules.indexOf(here) : step > 0 ? -1 : rules.length;
  const next = step > 0 ? shown.find(rule => rules.indexOf(rule) > at) : shown.findLast(rule => rules.indexOf(rule) < at);
  if (next) {
    const button = next.querySelector('button');
    button.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
    const below = table.tHead.getBoundingClientRect().bottom + 8 - next.getBoundingClientRect().top;
    if (below > 0) scrollBy(0, -below);
  }
}

table.addEventListener('click', event => {
  const cell = event.target.closest('td');
  const rule = cell?.closest('tr[data-v]');
  if (!rule || (cell.cellIndex > 0 && cell.cellIndex < 3)) return;
  const column = cell.cellIndex - 3;
  if (detailOf(rule)) fold(rule); else unfold(rule, column);
});
$('verdicts').addEventListener('click', event => {
  const chip = event.target.closest('button');
  if (!chip) return;
  chip.setAttribute('aria-pressed', chip.getAttribute('aria-pressed') !== 'true');
  filter();
});
for (const id of ['q', 'area', 'level', 'differ']) $(id).addEventListener('input', filter);
for (const box of boxes) box.addEventListener('input', () => { showColumns(); filter(); });
$('controls').addEventListener('submit', event => event.preventDefault());
$('controls').addEventListener('reset', event => {
  event.preventDefault();
  history.replaceState(null, '', '#');
  restore();
});
addEventListener('hashchange', restore);
addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches('input[type=search], select');
  if (event.key === 'Escape') {
    if (typing) event.target.blur();
    rules.forEach(rule => { if (detailOf(rule)) fold(rule); });
  } else if (typing) {
    if (event.key === 'ArrowDown' && event.target.id === 'q') { event.preventDefault(); move(1, () => true); }
  } else if (event.key === '/') {
    event.preventDefault();
    $('q').select();
    $('q').focus();
  } else if (event.key === 'ArrowDown' && document.activeElement !== document.body || event.key === 'j') {
    event.preventDefault();
    move(1, () => true);
  } else if (event.key === 'ArrowUp' && document.activeElement !== document.body || event.key === 'k') {
    event.preventDefault();
    move(-1, () => true);
  } else if (event.key === 'n' || event.key === 'p') {
    move(event.key === 'n' ? 1 : -1, rule => boxes.some((box, i) => box.checked && !'PU'.includes(rule.dataset.v[i])));
  }
});
boxes.forEach((box, i) => {
  box.closest('tr').title = Object.entries(data.runs[i]).map(([name, value]) => `${name}: ${value}`).join('\n');
});
new ResizeObserver(() => document.documentElement.style.setProperty('--controls', $('controls').offsetHeight + 'px')).observe($('controls'));
showColumns();
restore();
