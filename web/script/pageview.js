// A raw page in the panel: a line is chosen by a click, on its picture too, or by the arrow keys, and a button corrects it.
const speaking = () => part('.panel').dataset.language;
const chosenIn = (sheet) => sheet.querySelector('[aria-selected=true]');

function choose(line) {
  const [sheet, list] = [line.closest('.sheet'), line.closest('pre')];
  chosenIn(sheet)?.setAttribute('aria-selected', 'false');
  line.setAttribute('aria-selected', 'true');
  list.setAttribute('aria-activedescendant', line.id);
  line.scrollIntoView({block: 'nearest'});
  sheet.querySelectorAll('rect').forEach((box) => box.classList.toggle('chosen', box.dataset.line === line.dataset.line));
}

async function correctPage(sheet, wish) {
  const {file, page, digest, busy} = sheet.dataset;
  const said = sheet.querySelector('.said');
  const line = chosenIn(sheet)?.dataset.line;
  said.textContent = busy;
  sheet.querySelectorAll('button').forEach((button) => { button.disabled = true; });
  const text = await server.correct_page({...wish, file, page, digest, language: speaking()}).catch(() => '');
  if (!sheet.isConnected) return;
  if (!text) { said.textContent = ''; sheet.querySelectorAll('button').forEach((button) => { button.disabled = false; }); return; }
  const holder = sheet.parentElement;
  sheet.outerHTML = text;
  const again = holder.querySelector('.sheet');
  const same = again.querySelector(`[role=option][data-line="${line}"]`);
  if (same) choose(same);
  again.querySelector('pre').focus({preventScroll: true});
  // The article above may be another one by now, and so may those that are listed.
  element.querySelectorAll('.story, .scans').forEach((other) => other.remove());
  trigger('apply');
}

element.addEventListener('click', (event) => {
  const sheet = event.target.closest('.sheet');
  if (!sheet) return;
  const box = event.target.closest('rect[data-line]');
  const line = box ? sheet.querySelector(`[role=option][data-line="${box.dataset.line}"]`) : event.target.closest('[role=option]');
  if (line) choose(line);
  const button = event.target.closest('button');
  if (!button) return;
  const {change, number} = button.dataset;
  correctPage(sheet, number ? {number: Number(number)} : {change, line: Number(chosenIn(sheet)?.dataset.line ?? -1)});
});

element.addEventListener('keydown', (event) => {
  const list = event.target.closest('.sheet pre[role=listbox]');
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  if (!list || !(step || event.key === 'Home' || event.key === 'End')) return;
  event.preventDefault();
  const lines = [...list.querySelectorAll('[role=option]')];
  const at = lines.indexOf(chosenIn(list.closest('.sheet')));
  const next = event.key === 'Home' ? 0 : event.key === 'End' ? lines.length - 1 : Math.max(0, Math.min(at + step, lines.length - 1));
  choose(lines[next]);
});
