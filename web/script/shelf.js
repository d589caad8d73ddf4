// What the reader keeps: a shelf that opens below its button. Its sections are drawn by the scripts that follow.
const words = () => JSON.parse(element.querySelector('.history').dataset.words);
const shelf = () => element.querySelector('section');
const toggle = () => element.querySelector('.toggle');
const sections = [];  // functions that each give a section of the shelf

// Where the page is served, with a slash at its end.
const base = () => location.origin + location.pathname.replace(/\/?$/, '/');

function make(tag, text, more = {}) {
  return Object.assign(document.createElement(tag), {textContent: text, ...more});
}

function load(name) {
  try {
    const all = JSON.parse(localStorage.getItem(name));
    return Array.isArray(all) ? all.filter((one) => one && typeof one === 'object') : [];
  } catch { return []; }
}

function store(name, all) {
  try { localStorage.setItem(name, JSON.stringify(all)); return true; } catch { say(words().too_full); return false; }
}

// One line to the reader, for a while; with a button that undoes what it tells of.
let saying = 0;
function say(text, undo) {
  const line = element.querySelector('.said');
  line.textContent = text;
  if (undo) line.append(' ', make('button', words().undo, {type: 'button', onclick: () => { undo(); line.textContent = ''; }}));
  clearTimeout(saying);
  saying = setTimeout(() => { line.textContent = ''; }, undo ? 8000 : 4000);
}

// A link that opens an article in the panel at these words (`panel.js`).
function opener(text, one) {
  const link = make('a', text, {href: '#', lang: 'zh'});
  const spans = one.start < one.end ? [[one.start, one.end, 'kept']] : [];
  Object.assign(link.dataset, {article: one.article, spans: JSON.stringify(spans), at: 'kept'});
  link.addEventListener('click', () => show(false));
  return link;
}

function render() {
  if (shelf() && !shelf().hidden) shelf().replaceChildren(...sections.map((draw) => draw()));
}

function show(open) {
  shelf().hidden = !open;
  toggle().setAttribute('aria-expanded', String(open));
  render();
}

element.addEventListener('click', (event) => { if (event.target.closest('.toggle')) show(shelf().hidden); });
document.addEventListener('click', (event) => {
  if (event.target.isConnected && !element.contains(event.target) && !shelf().hidden) show(false);
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !shelf().hidden) { show(false); toggle().focus(); }
});
addEventListener('storage', render);  // another tab has changed what is kept
watch('value', render);
