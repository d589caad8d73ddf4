// Prints an answer with its sources, or the whole conversation: a sheet of its own, which nothing else is printed with.
const sheet = Object.assign(document.createElement('div'), {id: 'sheet'});
document.body.append(sheet);
let only = null;  // the turn whose button was pressed

function line(tag, text, name = '') {
  return Object.assign(document.createElement(tag), {textContent: text, className: name});
}

function printed(turn) {
  const part = line('section', '');
  part.append(line('h1', turn.question));
  part.append(...String(turn.answer).split('\n').filter(Boolean).map((text) => line('p', text)));
  if (turn.note) part.append(line('p', turn.note, 'note'));
  const list = line('ol', '');
  for (const cited of turn.citations) {
    const item = line('li', '');
    item.append(line('b', `[${cited.marker}] ${cited.reference}`), line('blockquote', cited.quote));
    list.append(item);
  }
  part.append(list);
  return part;
}

function fill() {
  const sections = only ? [only] : [...element.querySelectorAll('.turn[data-kept]')].reverse();
  const turns = sections.map((section) => printed(JSON.parse(section.dataset.kept)));
  sheet.replaceChildren(...turns, line('footer', `报问 Baowen · ${new Date().toLocaleDateString()}`));
}

addEventListener('beforeprint', fill);
addEventListener('afterprint', () => { only = null; });
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-print]');
  if (!button) return;
  only = button.closest('.turn');
  fill();
  print();
});
