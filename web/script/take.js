// Files of what is shown: `data-take` of a frame says of what, `data-kind` of a button in it as what.
function download(file) {
  if (!file || !file.data) { say(file?.error || words().not_taken); return; }
  const bytes = Uint8Array.from(atob(file.data), (char) => char.charCodeAt(0));
  const link = make('a', '', {href: URL.createObjectURL(new Blob([bytes], {type: file.type})), download: file.name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

const take = async (wanted) => download(await server.take_away({...wanted, language: words().language}).catch(() => null));

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-take] button[data-kind]');
  if (!button) return;
  const frame = button.closest('[data-take]');
  const turn = frame.closest('.turn')?.dataset.kept;
  take({...JSON.parse(frame.dataset.take), kind: button.dataset.kind, ...(turn && {turn: JSON.parse(turn)})});
});
