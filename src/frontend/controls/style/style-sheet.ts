/** All of the pages' own styles; the packages that Grafana makes its own with are not the same in every version. */
export const styleSheet = `
.sjp { color: var(--sjp-text); font-size: 14px; line-height: 1.5; }
.sjp *, .sjp *::before, .sjp *::after { box-sizing: border-box; }
.sjp .sjp-stack { display: flex; flex-direction: column; gap: 8px; }
.sjp .sjp-row { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: flex-start; }
.sjp .sjp-page { display: flex; flex-direction: column; gap: 16px; max-width: 640px; margin-bottom: 24px; }
.sjp .sjp-grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(260px, 1fr)); gap: 16px; }
.sjp .sjp-fields { display: flex; flex-direction: column; gap: 16px; }
.sjp .sjp-section .sjp-section { border-top: 0; padding-top: 0; }
.sjp .sjp-section summary { font-size: 14px; }
.sjp .sjp-section { display: flex; flex-direction: column; gap: 16px; border-top: 1px solid var(--sjp-line); padding-top: 16px; }
.sjp .sjp-section:first-child { border-top: 0; padding-top: 0; }
.sjp .sjp-tools { gap: 8px; }
.sjp .sjp-section h3, .sjp summary { font-size: 18px; font-weight: 500; line-height: 1.3; margin: 0; }
.sjp summary { cursor: pointer; display: list-item; }
.sjp details[open] > summary { margin-bottom: 12px; }
.sjp summary.sjp-small { font-size: 12px; color: var(--sjp-weak); width: max-content; max-width: 100%; }
.sjp details[open] > summary.sjp-small { margin-bottom: 4px; }
.sjp details.sjp-section { display: block; }
.sjp summary:focus-visible, .sjp select:focus-visible, .sjp pre:focus-visible, .sjp .sjp-link:focus-visible,
.sjp .sjp-chip button:focus-visible {
  outline: 2px solid var(--sjp-accent); outline-offset: 2px;
}
.sjp .sjp-field { display: flex; flex-direction: column; gap: 4px; min-width: 0; }
.sjp .sjp-start { align-items: flex-start; }
.sjp .sjp-grow { flex: 1 1 240px; }
.sjp .sjp-label { display: block; margin: 0; padding: 0; font-size: 12px; font-weight: 500; line-height: 1.4; color: var(--sjp-text); }
.sjp .sjp-label-line { display: flex; gap: 8px; justify-content: space-between; align-items: baseline; }
.sjp .sjp-link { all: unset; cursor: pointer; font-size: 12px; line-height: 1.4; color: var(--sjp-link); }
.sjp .sjp-link:hover { text-decoration: underline; }
.sjp .sjp-description { display: block; margin: 0; font-size: 12px; line-height: 1.4; color: var(--sjp-weak); }
.sjp .sjp-under-checkbox { margin-left: 24px; }
.sjp .sjp-error { margin: 0; font-size: 12px; line-height: 1.4; color: var(--sjp-error); overflow-wrap: anywhere; }
.sjp .sjp-warning { margin: 0; font-size: 12px; line-height: 1.4; color: var(--sjp-warning); }
.sjp .sjp-indent { margin-left: 24px; display: flex; flex-direction: column; gap: 12px; }
.sjp .sjp-secret { display: flex; gap: 8px; align-items: flex-start; }
.sjp .sjp-secret > :first-child { flex: 1 1 auto; }
.sjp select {
  height: 32px; width: 100%; padding: 0 8px; margin: 0; font: inherit;
  color: var(--sjp-text); background: var(--sjp-input); border: 1px solid var(--sjp-border); border-radius: var(--sjp-radius);
}
.sjp select option { color: var(--sjp-text); background: var(--sjp-page); }
.sjp input[aria-invalid="true"], .sjp textarea[aria-invalid="true"] { border-color: var(--sjp-error); }
.sjp select:disabled { opacity: 0.6; cursor: not-allowed; }
.sjp .sjp-code { font-family: var(--sjp-monospace); font-size: 12px; }
.sjp pre.sjp-code {
  margin: 0; padding: 8px; max-height: 240px; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere;
  color: var(--sjp-text); background: var(--sjp-raised); border: 1px solid var(--sjp-line); border-radius: var(--sjp-radius);
}
.sjp .sjp-rule { margin: 0; font-weight: 500; font-size: 14px; }
.sjp .sjp-table { width: 100%; border-collapse: collapse; font-size: 12px; line-height: 1.4; }
.sjp .sjp-table th, .sjp .sjp-table td {
  text-align: left; padding: 4px 8px; border: 0; border-bottom: 1px solid var(--sjp-line); overflow-wrap: anywhere;
}
.sjp .sjp-table th { font-weight: 500; color: var(--sjp-weak); background: none; }
.sjp .sjp-chips { display: flex; flex-wrap: wrap; gap: 4px; list-style: none; margin: 0; padding: 0; }
.sjp .sjp-chip {
  display: inline-flex; align-items: center; gap: 4px; padding: 0 4px 0 8px; font-size: 12px; line-height: 22px;
  background: var(--sjp-raised); border: 1px solid var(--sjp-border); border-radius: var(--sjp-radius); color: var(--sjp-text);
}
.sjp .sjp-chip button { all: unset; cursor: pointer; padding: 0 4px; color: var(--sjp-weak); }
.sjp .sjp-chip button:hover { color: var(--sjp-text); }
.sjp-menu {
  position: fixed; z-index: 1100; overflow: hidden; color: var(--sjp-text); background: var(--sjp-page);
  border: 1px solid var(--sjp-border); border-radius: var(--sjp-radius); box-shadow: 0 4px 12px rgba(0, 0, 0, 0.35);
}
.sjp-menu .sjp-scroller { position: relative; overflow-y: auto; overflow-x: hidden; }
.sjp-menu .sjp-option {
  position: absolute; left: 0; right: 0; height: 32px; line-height: 32px; padding: 0 8px; cursor: pointer;
  white-space: nowrap; overflow: hidden; text-overflow: ellipsis;
}
.sjp-menu .sjp-option.sjp-active { background: var(--sjp-hover); box-shadow: inset 2px 0 0 var(--sjp-accent); }
.sjp-menu .sjp-option[aria-selected="true"] { font-weight: 500; }
.sjp-menu .sjp-note { padding: 4px 8px; font-size: 12px; line-height: 1.6; color: var(--sjp-weak); border-top: 1px solid var(--sjp-line); }
.sjp-menu .sjp-note.sjp-error { color: var(--sjp-error); overflow-wrap: anywhere; }
.sjp .sjp-hidden {
  position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden; clip: rect(0 0 0 0);
  white-space: nowrap; border: 0;
}
`;
