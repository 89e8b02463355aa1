import type { Child, FC, PropsWithChildren } from 'hono/jsx';

interface CardProps {
  readonly title?: Child;
  /** beside the title: unit, scale, count */
  readonly remark?: Child;
  /** right of the title */
  readonly tools?: Child;
  /** what the card aggregates and leaves out */
  readonly footnote?: Child;
  readonly id?: string;
  readonly class?: string;
  /** without padding around the content, for tables */
  readonly flush?: boolean;
  /** what is replaced live waits while the pointer is over it */
  readonly calm?: boolean;
}

export const Card: FC<PropsWithChildren<CardProps>> = (props) => (
  <section
    class={['card', props.flush ? 'flush' : '', props.class ?? ''].filter(Boolean).join(' ')}
    {...(props.id === undefined ? {} : { id: props.id })}
    {...(props.calm ? { 'data-calm': '' } : {})}
  >
    {props.title === undefined ? null : (
      <header class="card-head">
        <h2>{props.title}</h2>
        {props.remark === undefined ? null : <span class="remark">{props.remark}</span>}
        {props.tools === undefined ? null : <div class="card-tools">{props.tools}</div>}
      </header>
    )}
    <div class="card-body">{props.children}</div>
    {props.footnote === undefined ? null : <footer class="footnote">{props.footnote}</footer>}
  </section>
);
