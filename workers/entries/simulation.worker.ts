import { expose } from 'comlink';
import { createApi } from './api.ts';
import { createInsideApi } from './insideApi.ts';
import { createSimulation } from '../model/simulate.ts';

expose({ ...createApi(createSimulation), ...createInsideApi() });
