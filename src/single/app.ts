import { mount } from 'svelte';
import '#lib/design/tokens.css';
import '#lib/design/base.css';
import Dashboard from '../routes/+page.svelte';

mount(Dashboard, { target: document.body });
