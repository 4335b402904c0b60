process.env.AWS_REGION='us-east-1';process.env.AWS_ACCESS_KEY_ID='test';process.env.AWS_SECRET_ACCESS_KEY='test';
import { createS3Client } from '/work/main/shared/adapters/s3/client.ts';
import { createS3HistoryStore } from '/work/main/shared/adapters/s3/history-store.ts';
import { openHistory } from '/work/main/shared/adapters/duckdb/history.ts';
import { stock } from '/work/main/examples/film-shop/entities.ts';
import { CreateBucketCommand } from '/work/main/node_modules/@aws-sdk/client-s3/dist-cjs/index.js';
const client=createS3Client('http://127.0.0.1:4590'); const bucket='e2e-'+Date.now(); await client.send(new CreateBucketCommand({Bucket:bucket}));
const store=createS3HistoryStore({client,bucket,entities:[stock]});
const mk=(n,off)=>Array.from({length:n},(_,i)=>({entity:'stock',operation:'updated',id:'e'+(off+i),key:'k'+(i%500),at:new Date(1795459927000+(off+i)*50).toISOString(),position:'2026-11-01T09:00:00.000/'+String(off+i).padStart(40,'0'),after:{filmId:'f'+(i%500),store:'s',quantity:i,sold:i,revenue:Math.round(i*125)/100,lastSaleAt:'2026-11-23T18:52:07Z'},before:{quantity:1},changed:['quantity','revenue','sold']}));
for (let r=0;r<5;r++){const b=mk(10000,r*10000);const c=process.cpuUsage(),t=performance.now();const o=await store.append(b);const u=process.cpuUsage(c);console.log('append 10k ms',(performance.now()-t).toFixed(0),'cpu',((u.user+u.system)/1000).toFixed(0),new Set(o.map(x=>x.status)));}
for (let r=0;r<200;r++) await store.append(mk(10,100000+r*10));
let t=performance.now(); const h=await openHistory({directory:'/tmp/historylab/cache-'+bucket,entities:[stock],origin:{client,bucket}}); console.log('open (200+ small files)',(performance.now()-t).toFixed(0));
t=performance.now(); console.log((await h.query('select count(*) n from stock_current')).rows,(performance.now()-t).toFixed(0)); t=performance.now(); console.log((await h.query("select count(*) n from stock_history where _key='k1'")).rows,(performance.now()-t).toFixed(0));
t=performance.now(); await h.refresh(); console.log('refresh',(performance.now()-t).toFixed(0)); h.close(); client.destroy();
