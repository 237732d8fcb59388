import { describe, expect, it } from '@jest/globals';

import { findCertificateFiles, selectNetworkLines, selectNetworkVariables } from './npm-network-settings.ts';

const network = `registry=https://npm.test/
@scope:registry = https://scope.test/npm
//npm.test/:_authToken=\${TOKEN}
https-proxy=http://proxy.test:3128
proxy=http://proxy.test:3128
noproxy=localhost
cafile=/etc/ssl/ours.pem
ca[]="-----BEGIN CERTIFICATE-----"
strict-ssl=false
replace-registry-host=always
`;

describe('selectNetworkLines', () => {
  it('keeps what says how to reach a registry', () => {
    expect(selectNetworkLines(network)).toBe(network);
  });

  it('leaves out what could hide a problem', () => {
    const others = '; a comment\nignore-scripts=true\ncache=/tmp/c\nengine-strict=true\nloglevel=error\nkeywords=a\n';
    expect(selectNetworkLines(others + network + others)).toBe(network);
  });
});

describe('selectNetworkVariables', () => {
  it('keeps what says the same, and nothing empty', () => {
    const variables = {
      npm_config_registry: 'https://npm.test/',
      npm_config_https_proxy: 'http://proxy.test:3128',
      NPM_CONFIG_CAFILE: '/etc/ssl/ours.pem',
      HTTPS_PROXY: 'http://proxy.test:3128',
      no_proxy: 'localhost',
      NODE_EXTRA_CA_CERTS: '/etc/ssl/extra.pem',
    };
    const others = { npm_config_noproxy: '', npm_config_cache: '/tmp/c', npm_config_keywords: 'a', PATH: '/bin' };
    expect(selectNetworkVariables({ ...variables, ...others })).toEqual(variables);
  });
});

describe('findCertificateFiles', () => {
  it('names each file once', () => {
    const variables = { npm_config_cafile: '/etc/ssl/ours.pem', NODE_EXTRA_CA_CERTS: '/etc/ssl/extra.pem' };
    expect(findCertificateFiles('cafile = /etc/ssl/user.pem \nca=x\n', variables)).toEqual([
      '/etc/ssl/user.pem',
      '/etc/ssl/ours.pem',
      '/etc/ssl/extra.pem',
    ]);
    expect(findCertificateFiles('cafile=/etc/ssl/ours.pem', variables)).toHaveLength(2);
  });
});
