//! A WebSocket: the only place that opens a connection.

use super::address::Address;
use super::client::Input;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BinaryType, MessageEvent, WebSocket};

/// The code of a close that is meant: without one, nats-server 2.9.10 answers so that the browser calls it an error.
const NORMAL: u16 = 1000;

/// Says in our words what an event says.
type Translate = fn(&web_sys::Event, &dyn Fn(Input<'_>));

/// Why the browser does not even try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// This page may not: mixed content, or a sandbox.
    Forbidden,
    /// It cannot read the address.
    Unreadable,
}

/// An open socket, or one that is being opened. Dropped, it is closed, and says nothing more.
pub struct Socket {
    socket: WebSocket,
    heard: [Closure<dyn FnMut(web_sys::Event)>; 4],
}

impl Socket {
    /// Opens one and tells `hear` what happens on it, until its first end: an error is one, since no close need follow.
    ///
    /// # Errors
    /// [`OpenError`] if the browser refuses at once.
    pub fn open(address: &Address, hear: &Rc<dyn Fn(Input<'_>)>) -> Result<Socket, OpenError> {
        let socket = WebSocket::new(address.as_str()).map_err(|thrown| {
            let is_security =
                thrown.dyn_ref::<web_sys::DomException>().is_some_and(|error| error.name() == "SecurityError");
            if is_security { OpenError::Forbidden } else { OpenError::Unreadable }
        })?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let ended = Rc::new(Cell::new(false));
        let on = |translate: Translate, is_end: bool| {
            let (hear, ended) = (Rc::clone(hear), Rc::clone(&ended));
            Closure::new(move |event: web_sys::Event| {
                if !ended.get() {
                    ended.set(is_end);
                    translate(&event, &*hear);
                }
            })
        };
        let heard = [
            on(|_, hear| hear(Input::Opened), false),
            on(|event, hear| received(event, hear), false),
            on(|_, hear| hear(Input::Failed), true),
            on(|_, hear| hear(Input::Closed), true),
        ];
        let listen = |place: usize| Some(heard[place].as_ref().unchecked_ref());
        socket.set_onopen(listen(0));
        socket.set_onmessage(listen(1));
        socket.set_onerror(listen(2));
        socket.set_onclose(listen(3));
        Ok(Socket { socket, heard })
    }

    /// Sends these bytes as one frame. On a socket that is not open they go nowhere; its end is told, or was.
    pub fn send(&self, bytes: &[u8]) {
        drop(self.socket.send_with_u8_array(bytes));
    }

    /// Closes it cleanly, behind what was sent before.
    pub fn close(&self) {
        // Fails for no code that there is.
        drop(self.socket.close_with_code(NORMAL));
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onerror(None);
        self.socket.set_onclose(None);
        self.close();
        debug_assert_eq!(self.heard.len(), 4, "kept for as long as the socket may call them");
    }
}

/// A server of NATS sends binary frames; another one may send text, and whoever reads the bytes will say what they are.
fn received(event: &web_sys::Event, hear: &dyn Fn(Input<'_>)) {
    let Some(data) = event.dyn_ref::<MessageEvent>().map(MessageEvent::data) else { return };
    match data.dyn_into::<js_sys::ArrayBuffer>() {
        Ok(buffer) => hear(Input::Received(&js_sys::Uint8Array::new(&buffer).to_vec())),
        Err(text) => hear(Input::Received(text.as_string().unwrap_or_default().as_bytes())),
    }
}
