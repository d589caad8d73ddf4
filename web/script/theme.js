() => {
  const dark = document.body.classList.toggle('dark');
  localStorage.setItem('baowen.theme', dark ? 'dark' : 'light');
}
