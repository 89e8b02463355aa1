// htmx is a classic script: it puts itself on the window.
import type htmxType from 'htmx.org';

declare global {
  const htmx: typeof htmxType;
}
