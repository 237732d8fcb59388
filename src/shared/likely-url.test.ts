import { describe, expect, it } from '@jest/globals';
import { likelyUrl } from './likely-url.ts';

describe('likelyUrl', () => {
  it.each([
    ['localhost', 'http://localhost'],
    ['localhost:3000', 'http://localhost:3000'],
    ['metrics.example.com/api', 'http://metrics.example.com/api'],
    ['metrics.example.com:443', 'https://metrics.example.com'],
    ['metrics:8443/x', 'https://metrics:8443/x'],
    ['192.168.1.5:8080', 'http://192.168.1.5:8080'],
    ['[::1]:8080', 'http://[::1]:8080'],
    ['//metrics.example.com', 'http://metrics.example.com'],
    ['htp://metrics.example.com', 'http://metrics.example.com'],
    ['htps://metrics.example.com', 'https://metrics.example.com'],
    ['http:/metrics.example.com', 'http://metrics.example.com'],
    ['http:metrics.example.com', 'http://metrics.example.com'],
    ['ftp://metrics.example.com/x', 'http://metrics.example.com/x'],
    ['user:secret@metrics.example.com/x?key=secret', 'http://metrics.example.com/x'],
    ['', undefined],
    ['http://', undefined],
    ['metrics', undefined],
    ['not a url', undefined],
    ['/api', undefined],
  ])('%j: %s', (text, url) => {
    expect(likelyUrl(text)).toBe(url);
  });
});
