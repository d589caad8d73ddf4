// Takes the records that are shown away as a file, made in the browser: nothing of it is left on the server.
element.addEventListener('click', async (event) => {
  const kind = event.target.closest('button[data-export]')?.dataset.export;
  if (!kind) return;
  const chosen = JSON.parse(element.querySelector('.found').dataset.chosen);
  const text = await server.export({kind, chosen}).catch(() => '');
  if (!text) return;
  const type = kind === 'csv' ? 'text/csv' : 'application/json';
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], {type}));
  link.download = ['baowen-meetings', ...chosen.filter(Boolean)].join('-').replace(/[^\p{L}\p{N}-]+/gu, '_').slice(0, 80) + '.' + kind;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});
