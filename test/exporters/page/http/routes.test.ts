import assert from 'node:assert/strict';
import { type Route, routeOf } from '../../../../exporters/page/http/routes.js';

describe('routeOf', () => {
  const cases: readonly (readonly [string, Route | undefined])[] = [
    ['/', { kind: 'page' }],
    ['/index.html', { kind: 'page' }],
    ['/any/where/', { kind: 'page' }],
    ['/api/runs', { kind: 'runs' }],
    ['/p/api/runs', { kind: 'runs' }],
    ['/api/live', { kind: 'runs-live' }],
    ['/api/runs/a', { kind: 'run', stem: 'a' }],
    ['/api/runs/a%20b', { kind: 'run', stem: 'a b' }],
    ['/api/runs/..%2Fx', { kind: 'run', stem: '../x' }],
    ['/api/runs/live', { kind: 'run', stem: 'live' }],
    ['/api/runs/runs', { kind: 'run', stem: 'runs' }],
    ['/api/runs/api', { kind: 'run', stem: 'api' }],
    ['/api/runs/a/live', { kind: 'run-live', stem: 'a' }],
    ['/api/runs/api/live', { kind: 'run-live', stem: 'api' }],
    ['/p/api/runs/a/live', { kind: 'run-live', stem: 'a' }],
    ['/api/runs/a/journal', { kind: 'run-journal', stem: 'a' }],
    ['/api/runs/a/files', { kind: 'run-files', stem: 'a' }],
    ['/p/api/runs/a/files/b', { kind: 'run-file', stem: 'a', id: 'b' }],
    ['/api/runs/files/files/..%2Fx', { kind: 'run-file', stem: 'files', id: '../x' }],
    ['/api/runs/files', { kind: 'run', stem: 'files' }],
    ['/assets/x-1.js', { kind: 'asset', name: 'x-1.js' }],
    ['/assets/..%2Findex.html', { kind: 'asset', name: '../index.html' }],
    ['/health', { kind: 'health' }],
    ['/ready', { kind: 'health' }],
    ['/user/proxy', { kind: 'slash', location: './proxy/' }],
    ['//evil', { kind: 'slash', location: './evil/' }],
    ['/%2F%2Fevil', { kind: 'slash', location: './%2F%2Fevil/' }],
    ['/api/other', undefined],
    ['/robots.txt', undefined],
    ['/%', undefined],
    ['/%ff', undefined],
  ];
  for (const [path, route] of cases) {
    it(`takes ${path} for ${route === undefined ? 'nothing of ours' : JSON.stringify(route)}`, () => {
      assert.deepEqual(routeOf(path), route);
    });
  }
});
