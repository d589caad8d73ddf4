// The language switched to is remembered for the next visit.
() => {
  const other = document.documentElement.lang === 'en' ? 'zh' : 'en';
  document.cookie = `baowen_language=${other};path=/;max-age=31536000;samesite=lax`;
}
