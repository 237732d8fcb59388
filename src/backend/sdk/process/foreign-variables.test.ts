import { describe, expect, it } from '@jest/globals';
import { removeForeignVariables } from './foreign-variables.ts';

describe('removeForeignVariables', () => {
  it('takes what is for libraries, in every spelling, and nothing else', () => {
    const variables = {
      GRPC_TRACE: 'all',
      grpc_proxy: 'a',
      no_grpc_proxy: 'b',
      UNDICI_USE_MILO: '1',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      HTTP_PROXY: 'c',
      MY_GRPC_TRACE: 'd',
    };
    removeForeignVariables(variables);
    expect(variables).toEqual({ HTTP_PROXY: 'c', MY_GRPC_TRACE: 'd' });
  });
});
