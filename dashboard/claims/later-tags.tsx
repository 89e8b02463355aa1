import type { FC } from 'hono/jsx';
import type { HypothesisDefinition } from '../../src/claims/index.ts';
import { laterRemarks } from '../../src/claims/words.ts';

/** What was not written down before the first report. */
export const LaterTags: FC<{ hypothesis: Pick<HypothesisDefinition, 'added' | 'changed'> }> = ({
  hypothesis,
}) => (
  <>
    {laterRemarks(hypothesis).map((remark) => (
      <span class="tag" title={remark}>
        {remark.split(':')[0]}
      </span>
    ))}
  </>
);
