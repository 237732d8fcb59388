/** What stands around a page of Grafana: its navigation and the way to the page. Drawn with `?frame=1`, for pictures. */
export function hostFrame(view: string): string {
  const isConfig = view === 'config';
  const place = isConfig ? configPlace : panelPlace;
  const entries = navigation.map((name) => {
    const current = name === (isConfig ? 'Connections' : 'Dashboards');
    return `<li${current ? ' class="current"' : ''}>${name}</li>`;
  });
  return `<div class="frame-top"><span class="frame-mark" aria-hidden="true"></span><strong>Grafana</strong>
<span>${place.join(' › ')}</span></div>
<nav class="frame-nav" aria-label="Main"><ul>${entries.join('')}</ul></nav>`;
}

const navigation = [
  'Home',
  'Bookmarks',
  'Starred',
  'Dashboards',
  'Explore',
  'Alerting',
  'Connections',
  'Administration',
];
const configPlace = ['Home', 'Connections', 'Data sources', 'Web servers'];
const panelPlace = ['Home', 'Dashboards', 'Web servers', 'Edit panel'];

/** Widths and colours as in Grafana 11 and later, whose style sheet is not published. */
export const frameStyles = `
body.framed { position: relative; height: auto; min-height: 100vh; padding: 41px 0 0 200px; }
.frame-top { position: absolute; top: 0; left: 0; right: 0; height: 41px; display: flex; align-items: center; gap: 12px; padding: 0 16px; background: var(--panel); border-bottom: 1px solid var(--line); }
.frame-top strong { width: 156px; font-weight: 500; }
.frame-mark { width: 16px; height: 16px; border: 3px solid #f05a28; border-radius: 50%; }
.frame-nav { position: absolute; top: 41px; left: 0; bottom: 0; width: 200px; background: var(--panel); border-right: 1px solid var(--line); }
.frame-nav ul { list-style: none; margin: 8px 0; padding: 0; }
.frame-nav li { padding: 6px 16px; color: var(--soft); }
.frame-nav li.current { color: inherit; box-shadow: inset 3px 0 0 #f05a28; }
.framed main { display: flex; flex-direction: column; padding: 16px; max-width: none; }
.framed main h1 { height: 1px; margin: 0; overflow: hidden; color: transparent; }
.framed main > .host-button { align-self: flex-start; }
.framed .host-results { order: -1; }
.framed .host-results > h2 { height: 1px; margin: 0; overflow: hidden; }
.framed .host-results figcaption { margin: 0 0 12px; font-weight: 500; }
.framed .host-results table { display: none; }
.framed .host-results svg { height: 220px; background: none; }
`;
