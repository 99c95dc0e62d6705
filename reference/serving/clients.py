"""Triton's Python clients against a running server, over HTTP and gRPC, blocking and asyncio.

Binary and JSON, gzip and deflate both ways, classification, raw tensors in both layouts and types,
streams, statistics, refusals. Answers are compared with those of "googlenet classify --json".

    pip install 'tritonclient[all]' pillow
    googlenet classify --model MODEL --json --top 5 PICTURE PICTURE PICTURE PICTURE > expected.json
    googlenet serve --model m=MODEL &
    python reference/serving/clients.py 8000 8001 m expected.json PICTURE PICTURE PICTURE PICTURE
"""
import asyncio
import io
import json
import queue
import sys

import numpy as np
from PIL import Image
import tritonclient.grpc as g
import tritonclient.grpc.aio as ga
import tritonclient.http as h
import tritonclient.http.aio as ha
HP, GP, MODEL, photos = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[5:]
TENSOR = MODEL + "_tensor"
raw = [open(p,"rb").read() for p in photos]
want = [json.loads(l) for l in open(sys.argv[4])]
n = 0
def ok(c, what):
    global n; n += 1
    assert c, what
def pics(mod, **kw):
    a = np.array(raw[:3], dtype=object)
    i = mod.InferInput("picture", [3], "BYTES"); i.set_data_from_numpy(a, **kw); return [i]
def tensors(mod, dt, nchw=False, **kw):
    x = np.stack([np.asarray(Image.open(io.BytesIO(r)).convert("RGB").resize(SIDE)) for r in raw[:4]])
    if nchw: x = np.ascontiguousarray(x.transpose(0,3,1,2))
    x = x.astype(np.uint8 if dt=="UINT8" else np.float32)
    i = mod.InferInput("pixels", list(x.shape), dt); i.set_data_from_numpy(x, **kw); return [i]
def check_pics(r):
    idx = r.as_numpy("index"); ok(idx.shape == (3,5), idx.shape)
    for k in range(3): ok(list(idx[k]) == [p["index"] for p in want[k]["predictions"]][:5], (idx[k], want[k]))
    lab = r.as_numpy("label"); ok(lab[0][0] in (want[0]["predictions"][0]["label"].encode(), want[0]["predictions"][0]["label"]), lab[0][0])
    pr = r.as_numpy("probability"); ok(np.allclose(pr[0], [p["probability"] for p in want[0]["predictions"]][:5], atol=1e-5), pr[0])
ref = None
def check_tensor(r):
    global ref
    p = r.as_numpy("probabilities"); ok(p.shape == (4, CLASSES) and np.allclose(p.sum(1),1,atol=1e-3), p.shape)
    l = r.as_numpy("logits"); e = np.exp(l-l.max(1,keepdims=True)); ok(np.allclose(e/e.sum(1,keepdims=True), p, atol=1e-5), "softmax")
    if ref is None: ref = p
    ok(np.allclose(ref, p, atol=1e-5), "same")
c = h.InferenceServerClient(f"127.0.0.1:{HP}", concurrency=4)
SIDE = tuple(c.get_model_metadata(TENSOR)["inputs"][0]["shape"][1:3])
CLASSES = c.get_model_metadata(TENSOR)["outputs"][0]["shape"][1]
ok(c.is_server_live() and c.is_server_ready() and c.is_model_ready(MODEL) and c.is_model_ready(TENSOR,"1"), "ready")
ok(not c.is_model_ready("none"), "none"); ok(c.get_server_metadata()["name"]=="googlenet4j","meta")
ok(c.get_model_metadata(MODEL)["inputs"][0]["datatype"]=="BYTES","mm"); ok(c.get_model_config(TENSOR)["max_batch_size"]==0,"cfg")
ok({m["name"] for m in c.get_model_repository_index()}=={MODEL,TENSOR},"index"); c.get_inference_statistics(MODEL); c.get_inference_statistics()
for rq in (None,"gzip","deflate"):
    for rs in (None,"gzip","deflate"):
        for b in (True,False):
            outs=[h.InferRequestedOutput(o, binary_data=b) for o in ("label","index","probability")]
            check_pics(c.infer(MODEL, pics(h), outputs=outs, request_compression_algorithm=rq, response_compression_algorithm=rs, request_id="x"))
check_pics(c.infer(MODEL, pics(h)))
for dt in ("FP32","UINT8"):
    for nchw in (False, True):
        for b in (True, False):
            check_tensor(c.infer(TENSOR, tensors(h, dt, nchw, binary_data=b), outputs=[h.InferRequestedOutput(o, binary_data=b) for o in ("probabilities","logits")]))
r = c.infer(TENSOR, tensors(h,"FP32"), outputs=[h.InferRequestedOutput("probabilities", class_count=3)])
cl = r.as_numpy("probabilities"); ok(cl.shape==(4,3), cl); v,i,l = cl[0][0].decode().split(":",2); ok(int(i)==ref[0].argmax() and abs(float(v)-ref[0].max())<1e-5, cl)
r = c.infer(MODEL, pics(h), outputs=[h.InferRequestedOutput("probability", class_count=2)], parameters={"top": 3}); ok(r.as_numpy("probability").shape==(3,2),"cl")
r = c.infer(MODEL, pics(h), parameters={"top": 2}); ok(r.as_numpy("label").shape==(3,2),"top")
a = c.async_infer(MODEL, pics(h)); check_pics(a.get_result())
for bad in (lambda: c.infer("none", pics(h)), lambda: c.infer(MODEL, tensors(h,"FP32")), lambda: c.infer(MODEL, pics(h), model_version="7"), lambda: c.load_model(MODEL), lambda: c.infer(TENSOR, pics(h))):
    try: bad(); ok(False,"no error")
    except h.InferenceServerException as e: ok("Exception" not in str(e), str(e)); print("  http", e)
c = g.InferenceServerClient(f"127.0.0.1:{GP}")
ok(c.is_server_live() and c.is_server_ready() and c.is_model_ready(MODEL) and c.is_model_ready(TENSOR,"1"), "ready")
ok(c.get_server_metadata().name=="googlenet4j","m"); c.get_model_metadata(MODEL); ok(c.get_model_config(TENSOR).config.input[0].data_type==11,"c"); c.get_model_repository_index(); c.get_inference_statistics(); ok(c.get_inference_statistics(MODEL).model_stats[0].inference_count>0,"st")
for comp in (None,"gzip","deflate"):
    check_pics(c.infer(MODEL, pics(g), compression_algorithm=comp))
    check_tensor(c.infer(TENSOR, tensors(g,"UINT8"), compression_algorithm=comp)); check_tensor(c.infer(TENSOR, tensors(g,"FP32"), compression_algorithm=comp, client_timeout=20))
r = c.infer(TENSOR, tensors(g,"FP32"), outputs=[g.InferRequestedOutput("probabilities", class_count=3)]); ok(r.as_numpy("probabilities").shape==(4,3),"cl")
q = queue.Queue()
c.async_infer(MODEL, pics(g), callback=lambda result, error: q.put((result, error))); r, e = q.get(timeout=30); ok(e is None, e); check_pics(r)
c.start_stream(lambda result, error: q.put((result, error)))
for k in range(5): c.async_stream_infer(MODEL, pics(g), request_id=str(k))
c.async_stream_infer(MODEL, tensors(g,"FP32"))
for k in range(5): r, e = q.get(timeout=30); check_pics(r); ok(r.get_response().id==str(k),"order")
r, e = q.get(timeout=30); ok(e is not None, "stream error"); c.stop_stream()
for bad in (lambda: c.infer("none", pics(g)), lambda: c.infer(MODEL, tensors(g,"FP32")), lambda: c.infer(MODEL, pics(g), model_version="7"), lambda: c.load_model(MODEL), lambda: c.infer(TENSOR, pics(g))):
    try: bad(); ok(False,"no error")
    except g.InferenceServerException as e: ok("Exception" not in str(e), str(e)); print("  grpc", e)
async def aio():
    c = ha.InferenceServerClient(f"127.0.0.1:{HP}"); check_pics(await c.infer(MODEL, pics(h), response_compression_algorithm="gzip")); check_tensor(await c.infer(TENSOR, tensors(h,"UINT8"))); await c.close()
    c = ga.InferenceServerClient(f"127.0.0.1:{GP}"); check_pics(await c.infer(MODEL, pics(g))); check_tensor(await c.infer(TENSOR, tensors(g,"FP32"))); await c.close()
asyncio.run(aio())
print(n, "checks right")
