import { describeMlflowContract } from '../mlflow-contract.js';
import { startFakeMlflow } from './fake-mlflow.js';

describeMlflowContract('the fake', startFakeMlflow);
