import { createEmbedApi } from './embedApi.ts';
import { createSimulation } from '../model/simulate.ts';
import { offer, type Endpoint } from './smallRpc.ts';

// `self` is the worker's own scope, or the port that an embed hands in where its page forbids workers.
offer(self as Endpoint, createEmbedApi(createSimulation));
