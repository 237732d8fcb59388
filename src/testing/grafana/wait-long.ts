/** Runs before the tests of each file: what is waited for on a page may take long on a busy machine; jest ends what never comes. */
import { configure } from '@testing-library/dom';

configure({ asyncUtilTimeout: 50_000 });
