import { expose } from 'comlink';
import { createExplorerApi } from './explorerApi.ts';
import { createSearch } from '../program/explorer.ts';

expose(createExplorerApi(createSearch));
