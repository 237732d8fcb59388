/**
 * What stands in for Grafana's own style sheet, which is not published: the page around the plugin, and for Grafana 5 and 6
 * the `gf-form` classes, in the colours and sizes of Grafana's themes.
 */
export const hostStyles = `
*, *::before, *::after { box-sizing: border-box; }
body { margin: 0; font: 14px/1.57 Inter, Roboto, "Liberation Sans", Arial, sans-serif; }
body.theme-dark { color: #ccccdc; background: #111217; color-scheme: dark; --line: #44464f; --panel: #181b1f; --soft: #9d9fb0; --field: #111217; --link: #6e9fff; }
body.theme-light { color: #24292e; background: #f4f5f5; color-scheme: light; --line: #c7c8cc; --panel: #ffffff; --soft: #5c6066; --field: #ffffff; --link: #1f62e0; }
main { max-width: 1100px; margin: 0 auto; padding: 16px 24px 64px; }
main h1 { font-size: 20px; font-weight: 500; margin: 0 0 16px; }
.host-part { background: var(--panel); border: 1px solid var(--line); border-radius: 2px; padding: 16px; margin: 0 0 16px; }
.host-part > h2 { font-size: 14px; font-weight: 500; margin: 0 0 8px; color: var(--soft); }
.host-alert { padding: 12px 16px; margin: 16px 0; border-left: 4px solid; background: var(--panel); white-space: pre-wrap; }
.host-alert[data-status=success] { border-color: #1a7f4b; }
.host-alert[data-status=error] { border-color: #d10e5c; }
.host-button { font: inherit; padding: 4px 16px; border: 0; border-radius: 2px; background: #3d71d9; color: #fff; min-height: 32px; cursor: pointer; }
.host-results figure { margin: 0 0 16px; }
.host-results figcaption { margin: 8px 0; }
.host-results table { border-collapse: collapse; font-size: 12px; }
.host-results th, .host-results td { border: 1px solid var(--line); padding: 2px 8px; text-align: left; }
.host-results svg { display: block; width: 100%; height: 140px; background: var(--field); }
.host-field { display: block; margin: 0 0 8px; }
.host-field input { font: inherit; width: 320px; padding: 4px 8px; color: inherit; background: var(--field); border: 1px solid var(--line); }
h3 { font-size: 16px; font-weight: 500; margin: 16px 0 8px; }
h3.page-heading { font-size: 16px; margin: 24px 0 8px; }
h5, h6 { font-size: 14px; font-weight: 500; margin: 8px 0; }
fieldset { min-width: 0; margin: 0; padding: 0; border: 0; }
.host-popover { font-size: 12px; padding: 8px; }
.text-error { margin: 0 0 8px; color: #e0226e; }
.theme-dark .text-error { color: #ff5286; }
.gf-form-group { margin-bottom: 24px; }
.gf-form { display: flex; flex-direction: row; align-items: flex-start; margin-bottom: 4px; max-width: 100%; }
.gf-form--grow, .gf-form.gf-form--grow { flex-grow: 1; }
.gf-form--v-stretch { align-items: stretch; }
.gf-form-inline { display: flex; flex-direction: row; flex-wrap: wrap; column-gap: 4px; }
.gf-form-label { display: block; padding: 8px; min-height: 37px; font-size: 13px; font-weight: 500; border-radius: 3px; margin: 0 4px 0 0; flex-shrink: 0; background: var(--panel); border: 1px solid transparent; }
.theme-dark .gf-form-label { background: #202226; }
.theme-light .gf-form-label { background: #e9edf2; }
.gf-form-label--grow { flex-grow: 1; min-height: 37px; }
.gf-form-label.query-keyword { color: var(--link); }
.gf-form-input { display: block; width: 100%; min-height: 37px; padding: 8px; font: inherit; color: inherit; background: var(--field); border: 1px solid var(--line); border-radius: 0 3px 3px 0; }
textarea.gf-form-input { resize: vertical; }
.gf-form-select-wrapper { position: relative; display: inline-block; flex-grow: 1; }
.gf-form-switch { position: relative; display: flex; align-items: center; min-width: 60px; height: 37px; padding: 0 12px; border: 1px solid var(--line); }
.gf-form-pre { margin: 0; padding: 8px; border: 1px solid var(--line); overflow: auto; }
.gf-form-help-icon { position: relative; }
.grafana-info-box, .alert, .alert-info { border-left: 3px solid #3d71d9; background: var(--panel); padding: 16px; margin: 8px 0; }
.btn { font: inherit; padding: 6px 12px; min-height: 32px; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 2px; cursor: pointer; }
.btn-primary, .btn-success { color: #fff; background: #3d71d9; }
.btn-inverse, .btn-secondary { background: var(--panel); }
.pointer { cursor: pointer; }
.muted { color: var(--soft); }
.query-editor-row { display: flex; align-items: flex-start; border: 1px solid var(--line); margin-bottom: 8px; }
.query-editor-row__letter { min-width: 32px; padding: 8px; color: var(--link); }
.query-editor-row__body { flex-grow: 1; padding: 4px; }
.gf-form-dropdown { position: relative; }
.gf-form-dropdown__menu { position: absolute; z-index: 10; min-width: 240px; max-height: 300px; overflow: auto; margin: 0; padding: 4px 0; list-style: none; background: var(--panel); border: 1px solid var(--line); }
.gf-form-dropdown__menu li { padding: 4px 12px; cursor: pointer; }
.gf-form-dropdown__menu li.active { background: #3d71d9; color: #fff; }
.gf-form-dropdown a { cursor: pointer; text-decoration: none; color: inherit; }
.width-1 { width: 16px; } .width-2 { width: 32px; } .width-3 { width: 48px; } .width-4 { width: 64px; } .width-5 { width: 80px; }
.width-6 { width: 96px; } .width-7 { width: 112px; } .width-8 { width: 128px; } .width-9 { width: 144px; } .width-10 { width: 160px; }
.width-11 { width: 176px; } .width-12 { width: 192px; } .width-13 { width: 208px; } .width-14 { width: 224px; } .width-15 { width: 240px; }
.width-16 { width: 256px; } .width-18 { width: 288px; } .width-20 { width: 320px; } .width-22 { width: 352px; } .width-24 { width: 384px; }
.width-25 { width: 400px; } .width-26 { width: 416px; } .width-28 { width: 448px; } .width-30 { width: 480px; } .max-width-30 { max-width: 480px; }
.max-width-12 { max-width: 192px; } .max-width-15 { max-width: 240px; } .max-width-6 { max-width: 96px; } .max-width-18 { max-width: 288px; } .max-width-20 { max-width: 320px; } .max-width-21 { max-width: 336px; } .max-width-25 { max-width: 400px; }
`;
