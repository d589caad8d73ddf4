// Questions that the reader saved: asked again when pages have come in, of those pages alone; what is new stands here.
const WATCHED = 'baowen.watched', MOST_WATCHED = 20, EVERY_MS = 60_000;
const ask = (wanted) => server.look_for({...wanted, language: words().language}).catch(() => null);
const newsOf = (one) => Array.isArray(one.news) ? one.news.filter((item) => item && typeof item === 'object') : [];

function change(question, changes) {
  store(WATCHED, load(WATCHED).map((one) => one.question === question ? {...one, ...changes} : one));
}

async function watchQuestion(question) {
  const [all, now] = [load(WATCHED), await ask({})];
  if (!now || now.mark === undefined) { say(words().not_watched); return; }
  if (all.length >= MOST_WATCHED) { say(words().too_many_watched); return; }
  const fresh = {question, since: now.mark, after: now.mark, seen: now.mark, news: [], when: Date.now()};
  if (all.some((one) => one.question === question) || store(WATCHED, [...all, fresh])) say(words().watching);
  render();
}

let looking = false;
async function lookAgain() {
  if (looking || !load(WATCHED).length) return;
  looking = true;
  const now = await ask({});
  for (const {question, after, seen} of now?.mark === undefined ? [] : load(WATCHED)) {
    if (seen === now.mark) continue;
    const found = await ask({question, after});
    if (found?.news) change(question, {seen: found.mark, news: found.news});
  }
  looking = false;
  tell();
  render();
}

// How many are new, beside the shelf's name; said aloud when they have become more.
let told = 0;
function tell() {
  const count = load(WATCHED).reduce((sum, one) => sum + newsOf(one).length, 0);
  toggle().textContent = count ? `${words().mine} · ${count}` : words().mine;
  if (count > told) say(words().news_came.replace('{n}', count));
  told = count;
}

function unwatch(one) {
  const all = load(WATCHED);
  store(WATCHED, all.filter((other) => other.question !== one.question));
  say(words().deleted, () => { store(WATCHED, all); tell(); render(); });
  tell();
  render();
}

function newsItem(item) {
  const entry = make('li', '');
  const kind = make('em', item.answers ? words().news_answers : words().news_about);
  entry.append(opener(String(item.title), item), make('small', String(item.where), {lang: 'zh'}), make('q', String(item.quote), {lang: 'zh'}), kind);
  return entry;
}

// Puts a saved question into the box, to be asked of all articles.
function intoBox(question) {
  const box = document.querySelector('#question textarea');
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(box, question);
  box.dispatchEvent(new Event('input', {bubbles: true}));
  show(false);
  box.focus();
}

function watched(one) {
  const item = make('li', '');
  const question = String(one.question);
  const news = newsOf(one);
  const button = (name, act) => make('button', name, {type: 'button', onclick: act, ariaLabel: `${name}: ${question}`});
  const acts = make('div', '', {className: 'acts'});
  const feed = make('a', 'Atom', {href: `${base()}feed?${new URLSearchParams({question, after: Number(one.since) || 0})}`, target: '_blank', rel: 'noopener'});
  feed.setAttribute('aria-label', `Atom: ${question}`);
  const seen = button(words().seen, () => { change(question, {after: one.seen, news: []}); tell(); render(); });
  acts.append(make('small', news.length ? words().how_many_new.replace('{n}', news.length) : words().nothing_new), ...(news.length ? [seen] : []), feed,
    button(words().delete, () => unwatch(one)));
  const list = make('ul', '', {className: 'news'});
  list.append(...news.map(newsItem));
  item.append(make('button', question, {type: 'button', className: 'open', onclick: () => intoBox(question)}), acts, ...(news.length ? [list] : []));
  return item;
}

sections.unshift(() => {
  const found = load(WATCHED).filter((one) => typeof one.question === 'string');
  const part = make('div', '', {className: 'watched'});
  const list = make('ul', '');
  list.append(...found.map(watched));
  part.append(make('h2', words().watched), make('p', found.length ? words().kept_in_browser : words().none_watched, {className: 'note'}));
  if (found.length) part.append(list);
  return part;
});

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-watch]');
  const turn = button && JSON.parse(button.closest('.turn').dataset.kept);
  if (turn) watchQuestion(turn.standalone || turn.question);
});
toggle().addEventListener('click', lookAgain);
watch('value', tell);
setInterval(lookAgain, EVERY_MS);
setTimeout(lookAgain, 1500);  // once the page is there
