// Runs once when the page is there: what the reader chose before, light or dark, counts before the system's setting.
() => {
  const chosen = localStorage.getItem('baowen.theme');
  if (chosen) document.body.classList.toggle('dark', chosen === 'dark');
}
