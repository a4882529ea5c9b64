import { expose } from 'comlink';
import { createApi } from './api.ts';
import { createSimulation } from './model/simulate.ts';

expose(createApi(createSimulation));
