import type { CaseSlug, CaseText } from '../text.ts';
import aliasedBytes from './aliased-bytes.ts';
import callerSetFields from './caller-set-fields.ts';
import concurrentReset from './concurrent-reset.ts';
import copiedPool from './copied-pool.ts';
import expensiveNew from './expensive-new.ts';
import forgottenReset from './forgotten-reset.ts';
import goroutineOutlivesBorrow from './goroutine-outlives-borrow.ts';
import largeStruct from './large-struct.ts';
import missedPut from './missed-put.ts';
import missingNew from './missing-new.ts';
import oversizedDos from './oversized-dos.ts';
import pinnedPayload from './pinned-payload.ts';
import poolOfMutexes from './pool-of-mutexes.ts';
import putInsideNew from './put-inside-new.ts';
import recursiveNew from './recursive-new.ts';
import retainedReader from './retained-reader.ts';
import staleSliceLength from './stale-slice-length.ts';
import useAfterPut from './use-after-put.ts';
import valueInNew from './value-in-new.ts';
import zeroValueGeneric from './zero-value-generic.ts';

/** The words of all twenty cases. */
export const caseTexts: Record<CaseSlug, CaseText> = {
	'forgotten-reset': forgottenReset,
	'use-after-put': useAfterPut,
	'value-in-new': valueInNew,
	'copied-pool': copiedPool,
	'pinned-payload': pinnedPayload,
	'missing-new': missingNew,
	'stale-slice-length': staleSliceLength,
	'aliased-bytes': aliasedBytes,
	'oversized-dos': oversizedDos,
	'goroutine-outlives-borrow': goroutineOutlivesBorrow,
	'missed-put': missedPut,
	'pool-of-mutexes': poolOfMutexes,
	'recursive-new': recursiveNew,
	'large-struct': largeStruct,
	'concurrent-reset': concurrentReset,
	'put-inside-new': putInsideNew,
	'caller-set-fields': callerSetFields,
	'expensive-new': expensiveNew,
	'retained-reader': retainedReader,
	'zero-value-generic': zeroValueGeneric
};
