import type { FC } from 'hono/jsx';

/** What processes printed that this dashboard has started; `live` is the key of its text in the stream. */
export const BackgroundLog: FC<{ live: string; text: string; id?: string }> = ({ live, text, id }) => (
  <details class="card more-parts">
    <summary>
      <h2>Log</h2>
      <span class="remark">of the processes that this dashboard started</span>
    </summary>
    <div class="card-body">
      <pre class="background-log" tabindex={0} data-live={live} {...(id === undefined ? {} : { id })}>
        {text}
      </pre>
    </div>
  </details>
);
