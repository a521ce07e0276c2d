import { describeMlflowContract } from '../support/mlflow-contract.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { startMlflowServer } from './mlflow-server.js';

describeMlflowContract('the real server', async () => {
  const folder = temporaryFolder('mlflow-real');
  const server = await startMlflowServer({ folder: folder.path });
  return {
    url: server.url,
    stop: async () => {
      await server.kill();
      folder.remove();
    },
  };
});
